package io.barewire.speaker.transport;

import io.barewire.speaker.Protection;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import io.netty.channel.ChannelException;
import io.netty.channel.ServerChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One listening socket, and what it demands of whoever connects before we see a connection at all: keys (RFC 2385,
/// RFC 5925) and a TTL (RFC 5082). Both change on the living socket; connections that were accepted before have their
/// own.
final class Listener {
    private final Sockets sockets;
    private final ServerChannel channel;
    private final AddressFamily socketFamily;
    private final Map<Prefix, Protection> keys = new HashMap<>();
    private final Map<AddressFamily, Integer> minimumTtls = new EnumMap<>(AddressFamily.class);

    Listener(Sockets sockets, ServerChannel channel, AddressFamily socketFamily) {
        this.sockets = sockets;
        this.channel = channel;
        this.socketFamily = socketFamily;
        for (AddressFamily family : AddressFamily.values()) {
            minimumTtls.put(family, 0);
        }
    }

    ServerChannel channel() {
        return channel;
    }

    /// @return what could not be set, in words
    List<String> demand(List<Admission> admitted) {
        List<String> faults = new ArrayList<>();
        Map<Prefix, Protection> wanted = new HashMap<>();
        Map<AddressFamily, Integer> lowest = new EnumMap<>(AddressFamily.class);
        for (Admission each : admitted) {
            wanted.put(each.from(), each.tcp().protection());
            // The kernel drops what is below for all peers of a family, so the furthest one decides.
            lowest.merge(each.from().family(), each.tcp().reach().minimumTtl(), Math::min);
        }
        Set<Prefix> known = new HashSet<>(keys.keySet());
        known.addAll(wanted.keySet());
        for (Prefix from : known) {
            protect(from, wanted.getOrDefault(from, Protection.none()), faults);
        }
        minimumTtls.replaceAll((family, now) -> {
            int ttl = lowest.getOrDefault(family, 0);
            boolean able = socketFamily == AddressFamily.IPV6 || family == AddressFamily.IPV4;
            return !able || ttl == now || set(SocketOptions.minimumTtl(family, ttl), "", faults) ? ttl : now;
        });
        return faults;
    }

    /// What cannot be set whole is tried again from nothing the next time.
    private void protect(Prefix from, Protection next, List<String> faults) {
        Protection before = keys.getOrDefault(from, Protection.none());
        boolean all = true;
        for (SocketOption option : ListenerKeys.change(from, socketFamily, before, next)) {
            all &= set(option, " for " + from, faults);
        }
        if (all && !(next instanceof Protection.None)) {
            keys.put(from, next);
        } else {
            keys.remove(from);
        }
    }

    void close() {
        channel.close().awaitUninterruptibly();
    }

    private boolean set(SocketOption option, String whom, List<String> faults) {
        try {
            sockets.set(channel, option);
            return true;
        } catch (ChannelException refused) {
            faults.add(refused.getMessage() + whom);
            return false;
        }
    }
}
