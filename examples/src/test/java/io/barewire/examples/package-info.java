/// The examples do what they say.
@NullMarked
package io.barewire.examples;

import org.jspecify.annotations.NullMarked;
