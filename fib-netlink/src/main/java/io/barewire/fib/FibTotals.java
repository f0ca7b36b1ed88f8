package io.barewire.fib;

/// Numbers for metrics: how many prefixes are in which state now, and what happened since the start.
///
/// @param foreign routes of our protocol in our table that someone else added; reported, never touched
/// @param added routes added, those put back after drift included
/// @param errors messages that the kernel answered with an error
/// @param repaired our routes that someone else removed or changed, and that were put right
/// @param resyncs full reads of the kernel's table after the first
/// @param overruns times the kernel dropped notifications because we read too slowly (`ENOBUFS`)
/// @param batches sends of route messages
/// @param converged [KernelFib#converged] was called, and stale routes were swept
public record FibTotals(
        int installed,
        int pending,
        int refused,
        int protectedPrefixes,
        int stale,
        int foreign,
        long added,
        long replaced,
        long deleted,
        long errors,
        long repaired,
        long resyncs,
        long overruns,
        long batches,
        boolean converged) {
    static final FibTotals NONE = new FibTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
}
