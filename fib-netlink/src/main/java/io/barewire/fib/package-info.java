@NullMarked
package io.barewire.fib;

import org.jspecify.annotations.NullMarked;
