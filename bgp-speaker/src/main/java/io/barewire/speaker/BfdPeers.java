package io.barewire.speaker;

import io.barewire.bfd.BfdChange;
import io.barewire.bfd.BfdEngine;
import io.barewire.bfd.BfdPath;
import io.barewire.bfd.BfdProfile;
import io.barewire.bfd.BfdSessionStatus;
import io.barewire.bfd.BfdStatus;
import io.barewire.rib.PeerId;
import io.barewire.speaker.discovery.Neighbor;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.speaker.transport.LocalAddresses;
import io.barewire.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// Which BFD sessions the peers ask for, and which peer a session's change concerns.
///
/// A session begins with the configuration, not with the BGP session: so it is seen to be down while the peer is
/// out of reach, and BGP need not wait for it, nor it for BGP. Without a configured source address the kernel's
/// routes choose ours, as they do for TCP.
final class BfdPeers implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1000;

    private final BiConsumer<PeerId, BfdChange> onChange;
    private final BfdEngine engine = new BfdEngine(this::changed);
    private volatile Map<PeerId, BfdPath> paths = Map.of();

    /// @param onChange called on the BFD thread, for which it must not wait
    BfdPeers(BiConsumer<PeerId, BfdChange> onChange) {
        this.onChange = onChange;
    }

    /// @param peers the configured ones, and guests of listen ranges
    /// @param neighbors who is at the other end of an interface: a session with an unnumbered peer waits for that
    void apply(SpeakerConfig config, List<PeerConfig> peers, Function<String, Neighbor> neighbors) {
        Map<PeerId, BfdPath> next = new HashMap<>();
        Map<BfdPath, BfdProfile> wanted = new HashMap<>();
        for (PeerConfig peer : peers) {
            if (peer.bfd().isPresent()) {
                boolean external = SessionConfig.of(config, peer).mayBeExternal();
                path(peer, external, LocalAddresses::isConnected, neighbors).ifPresent(path -> {
                    next.put(peer.id(), path);
                    wanted.put(path, peer.bfd().get());
                });
            }
        }
        paths = Map.copyOf(next);
        engine.apply(wanted);
    }

    /// All sessions; none when the BFD thread does not answer.
    BfdStatus status() {
        try {
            return engine.status()
                    .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException unanswered) {
            return BfdStatus.NONE;
        }
    }

    /// The session of a peer.
    Optional<BfdSessionStatus> session(PeerId peer, BfdStatus of) {
        BfdPath path = paths.get(peer);
        return of.sessions().stream()
                .filter(session -> session.path().equals(path))
                .findFirst();
    }

    /// Single hop to an external peer next door and to an internal one on a network of ours, otherwise multihop: as
    /// FRR decides, since both ends must decide alike.
    static Optional<BfdPath> path(
            PeerConfig peer, boolean external, Predicate<IpAddress> isConnected, Function<String, Neighbor> neighbors) {
        TcpOptions tcp = peer.tcp();
        return switch (peer.endpoint()) {
            case Endpoint.Address(IpAddress address) -> {
                boolean multihop = external ? !tcp.reach().isOneHop() : !isConnected.test(address);
                yield Optional.of(new BfdPath(address, tcp.sourceAddress(), Optional.empty(), tcp.vrf(), multihop));
            }
            case Endpoint.Interface(String name) ->
                neighbors.apply(name) instanceof Neighbor.Known(IpAddress linkLocal, int _)
                        ? Optional.of(new BfdPath(linkLocal, Optional.empty(), Optional.of(name), tcp.vrf(), false))
                        : Optional.empty();
        };
    }

    private void changed(BfdPath path, BfdChange change) {
        paths.forEach((peer, watched) -> {
            if (watched.equals(path)) {
                onChange.accept(peer, change);
            }
        });
    }

    @Override
    public void close() {
        engine.close();
    }
}
