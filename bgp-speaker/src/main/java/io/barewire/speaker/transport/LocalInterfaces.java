package io.barewire.speaker.transport;

import io.barewire.wire.IpAddress;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Our interfaces by address. The system is asked for each address once a second at most: it looks through all
/// interfaces for that, a node has one for each pod, and a thousand peers that come up at once ask the same. May be
/// used by several threads.
final class LocalInterfaces {
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST = 64;

    /// What is on the interface of an address.
    @FunctionalInterface
    interface Source {
        LocalInterface at(InetAddress local);
    }

    /// @param scope two links may have the same link-local address
    private record Key(InetAddress local, int scope) {}

    private record Known(LocalInterface on, long since) {}

    private final Source source;
    private final LongSupplier nanoTime;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    LocalInterfaces(Source source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    static LocalInterfaces ofThisHost() {
        return new LocalInterfaces(LocalInterface::of, System::nanoTime);
    }

    /// For sessions of which nobody asks what is on their interfaces.
    static LocalInterfaces unknown() {
        return new LocalInterfaces(local -> LocalInterface.unknown(IpAddress.of(local)), () -> 0);
    }

    LocalInterface at(InetAddress local) {
        Key key = new Key(local, LocalAddresses.scope(local));
        long now = nanoTime.getAsLong();
        Known before = known.get(key);
        if (before != null && now - before.since() < KEPT_NANOS) {
            return before.on();
        }
        LocalInterface on = source.at(local);
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(key, new Known(on, now));
        return on;
    }
}
