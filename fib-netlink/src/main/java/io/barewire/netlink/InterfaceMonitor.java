package io.barewire.netlink;

import io.barewire.libc.Errno;
import io.barewire.netlink.NetlinkMessage.AddressChanged;
import io.barewire.netlink.NetlinkMessage.LinkChanged;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the links and addresses of the network namespace in which it was opened. Needs no privilege.
public final class InterfaceMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceMonitor.class);

    /// How long to wait for an event. Everything is read again then, so that nothing stays wrong for longer.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Consumer<Interfaces> changed;
    private final Wakeup wakeup;
    private final Thread thread;
    private final CompletableFuture<Interfaces> first = new CompletableFuture<>();
    private volatile Interfaces current = Interfaces.NONE;
    private volatile boolean closing;

    private InterfaceMonitor(Consumer<Interfaces> changed) throws NetlinkException {
        this.changed = changed;
        this.wakeup = new Wakeup();
        this.thread = Thread.ofPlatform().name("netlink-interfaces").daemon().unstarted(this::run);
    }

    /// Reads links and addresses, then keeps watching on a thread of its own.
    ///
    /// @param changed called on that thread with each new state after the first; a burst of events is one call
    /// @throws NetlinkException when the routing socket cannot be opened or read
    public static InterfaceMonitor open(Consumer<Interfaces> changed) throws NetlinkException {
        InterfaceMonitor monitor = new InterfaceMonitor(changed);
        monitor.thread.start();
        try {
            monitor.first.get();
            return monitor;
        } catch (ExecutionException failure) {
            monitor.close();
            if (failure.getCause() instanceof NetlinkException refused) {
                throw refused;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            monitor.close();
            throw new NetlinkException("interrupted while opening a routing socket", Errno.EINTR);
        }
    }

    /// Links and addresses as of now, read once.
    ///
    /// @throws NetlinkException when the routing socket cannot be opened or read
    public static Interfaces read() throws NetlinkException {
        try (RouteSocket socket = RouteSocket.open()) {
            return new Interfaces(socket.links(), socket.addresses());
        }
    }

    /// The latest state.
    public Interfaces current() {
        return current;
    }

    @Override
    public void close() {
        closing = true;
        wakeup.wake();
        try {
            thread.join();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
        wakeup.close();
    }

    private void run() {
        try (RouteMonitor monitor = RouteMonitor.ofInterfaces();
                RouteSocket socket = RouteSocket.open()) {
            InterfaceTable table = new InterfaceTable();
            table.read(socket);
            current = table.snapshot();
            first.complete(current);
            while (!closing) {
                watch(monitor, socket, table);
            }
        } catch (NetlinkException failure) {
            if (!first.completeExceptionally(failure)) {
                LOG.error("watching links and addresses ended; what was known last stays in force", failure);
            }
        }
    }

    private void watch(RouteMonitor monitor, RouteSocket socket, InterfaceTable table) throws NetlinkException {
        boolean told = wakeup.await(monitor, PATIENCE);
        boolean complete = monitor.receive(message -> {
            switch (message) {
                case LinkChanged change -> table.apply(change);
                case AddressChanged change -> table.apply(change);
                case NetlinkMessage.RouteChanged _,
                        NetlinkMessage.NeighbourChanged _,
                        NetlinkMessage.Answer _,
                        NetlinkMessage.Done _,
                        NetlinkMessage.Other _,
                        NetlinkMessage.Malformed _ -> {}
            }
        });
        if (!complete || !told) {
            table.read(socket);
        }
        Interfaces now = table.snapshot();
        if (!now.equals(current)) {
            current = now;
            tell(now);
        }
    }

    private void tell(Interfaces now) {
        try {
            changed.accept(now);
        } catch (RuntimeException fault) {
            LOG.error("a listener failed on a change of links or addresses", fault);
        }
    }
}
