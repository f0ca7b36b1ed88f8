/// MRT records octet by octet.
@NullMarked
package io.barewire.examples.mrt;

import org.jspecify.annotations.NullMarked;
