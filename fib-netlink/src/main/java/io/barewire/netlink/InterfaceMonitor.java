package io.barewire.netlink;

import java.util.function.Consumer;

/// Watches the links and addresses of the network namespace in which it was opened. Needs no privilege.
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"}) // signatures first; the bodies follow
public final class InterfaceMonitor implements AutoCloseable {
    private InterfaceMonitor() {}

    /// Reads links and addresses, then keeps watching on a thread of its own.
    ///
    /// @param changed called on that thread with each new state; a burst of events is one call
    /// @throws NetlinkException when the routing socket cannot be opened or read
    public static InterfaceMonitor open(Consumer<Interfaces> changed) throws NetlinkException {
        throw new UnsupportedOperationException("not built yet");
    }

    /// Links and addresses as of now, read once.
    ///
    /// @throws NetlinkException when the routing socket cannot be opened or read
    public static Interfaces read() throws NetlinkException {
        throw new UnsupportedOperationException("not built yet");
    }

    /// The latest state.
    public Interfaces current() {
        throw new UnsupportedOperationException("not built yet");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("not built yet");
    }
}
