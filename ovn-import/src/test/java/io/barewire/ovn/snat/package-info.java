@NullMarked
package io.barewire.ovn.snat;

import org.jspecify.annotations.NullMarked;
