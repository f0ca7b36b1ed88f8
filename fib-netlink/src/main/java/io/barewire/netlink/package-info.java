/// The kernel's routing socket (rtnetlink, RFC 3549) through the foreign function interface: messages as
/// values, one class that calls libc, and what links, addresses and routes look like to the kernel.
///
/// Native memory ends here. What ought to be in the kernel is the business of `io.barewire.fib`. Constants
/// carry the names of the kernel headers. Start with [RouteSocket].
@NullMarked
package io.barewire.netlink;

import org.jspecify.annotations.NullMarked;
