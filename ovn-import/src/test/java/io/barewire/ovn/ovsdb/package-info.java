@NullMarked
package io.barewire.ovn.ovsdb;

import org.jspecify.annotations.NullMarked;
