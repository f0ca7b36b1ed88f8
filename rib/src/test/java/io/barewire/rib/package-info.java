/// Tests of the tables. [RibPropertyTest] holds [Rib] to a model made of maps; the others show single rules.
@NullMarked
package io.barewire.rib;

import org.jspecify.annotations.NullMarked;
