/// Best routes into the kernel: a book of what is wanted, the difference to what the kernel has, and the one
/// thread that applies it. Ownership rules are in `docs/adr/0004-kernel-routes.md`.
///
/// [FibBook] and [FibDiff] decide and do no I/O; [KernelFib] owns the thread and the sockets. Start with
/// [KernelFib].
@NullMarked
package io.barewire.fib;

import org.jspecify.annotations.NullMarked;
