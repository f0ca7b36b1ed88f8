@NullMarked
package io.barewire.daemon;

import org.jspecify.annotations.NullMarked;
