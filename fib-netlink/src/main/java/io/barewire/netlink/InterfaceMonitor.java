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

    /// After a socket failed, as it may where the kernel has no memory left.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// Opens the socket that everything is read with.
    interface Opening {
        RouteSocket open() throws NetlinkException;
    }

    private final Consumer<Interfaces> changed;
    private final Opening reading;
    private final Wakeup wakeup;
    private final Thread thread;
    private final CompletableFuture<Interfaces> first = new CompletableFuture<>();
    private volatile Interfaces current = Interfaces.NONE;
    private volatile boolean closing;

    private InterfaceMonitor(Consumer<Interfaces> changed, Opening reading) throws NetlinkException {
        this.changed = changed;
        this.reading = reading;
        this.wakeup = new Wakeup();
        this.thread = Thread.ofPlatform().name("netlink-interfaces").daemon().unstarted(this::run);
    }

    /// Reads links and addresses, then keeps watching on a thread of its own.
    ///
    /// @param changed called on that thread with each new state after the first; a burst of events is one call
    /// @throws NetlinkException when the routing socket cannot be opened or read
    public static InterfaceMonitor open(Consumer<Interfaces> changed) throws NetlinkException {
        return open(changed, RouteSocket::open);
    }

    static InterfaceMonitor open(Consumer<Interfaces> changed, Opening reading) throws NetlinkException {
        InterfaceMonitor monitor = new InterfaceMonitor(changed, reading);
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
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        wakeup.wake();
        try {
            thread.join();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
        wakeup.close();
    }

    /// Lives until the close: a fault costs a pause, and everything is read anew.
    private void run() {
        while (!closing) {
            try (RouteMonitor monitor = RouteMonitor.ofInterfaces();
                    RouteSocket socket = reading.open()) {
                InterfaceTable table = new InterfaceTable();
                table.read(socket);
                take(table.snapshot());
                while (!closing) {
                    watch(monitor, socket, table);
                }
            } catch (NetlinkException | RuntimeException failure) {
                if (first.completeExceptionally(failure)) {
                    return;
                }
                LOG.error("watching links and addresses failed, and begins anew", failure);
                pause();
            }
        }
    }

    private synchronized void pause() {
        long end = System.nanoTime() + PAUSE.toNanos();
        try {
            for (long left = PAUSE.toMillis(); left > 0 && !closing; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException interrupt) {
            closing = true;
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
        take(table.snapshot());
    }

    private void take(Interfaces now) {
        Interfaces before = current;
        current = now;
        if (!first.complete(now) && !now.equals(before)) {
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
