@NullMarked
package io.barewire.speaker.health;

import org.jspecify.annotations.NullMarked;
