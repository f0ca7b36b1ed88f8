@NullMarked
package io.barewire.lab;

import org.jspecify.annotations.NullMarked;
