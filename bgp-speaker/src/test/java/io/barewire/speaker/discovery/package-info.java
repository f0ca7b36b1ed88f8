@NullMarked
package io.barewire.speaker.discovery;

import org.jspecify.annotations.NullMarked;
