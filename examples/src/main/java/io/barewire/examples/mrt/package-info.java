/// Routes and sessions in the MRT export format (RFC 6396), as collectors publish them and analysis tools read them.
@NullMarked
package io.barewire.examples.mrt;

import org.jspecify.annotations.NullMarked;
