@NullMarked
package io.barewire.bench;

import org.jspecify.annotations.NullMarked;
