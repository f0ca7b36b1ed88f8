@NullMarked
package io.barewire.mesh;

import org.jspecify.annotations.NullMarked;
