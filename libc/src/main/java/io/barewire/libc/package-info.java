/// Every call into libc that Barewire makes, and the few structures that several of its users fill in.
///
/// What a socket is for stays with whoever opens it: routes in `io.barewire.netlink`, BFD in `io.barewire.bfd`.
/// Names are those of the manual pages and kernel headers. Start with [Libc].
@NullMarked
package io.barewire.libc;

import org.jspecify.annotations.NullMarked;
