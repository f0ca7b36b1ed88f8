package io.barewire.speaker;

import io.barewire.bfd.BfdChange;
import io.barewire.bfd.BfdEngine;
import io.barewire.bfd.BfdPath;
import io.barewire.bfd.BfdProfile;
import io.barewire.bfd.BfdSessionStatus;
import io.barewire.bfd.BfdStatus;
import io.barewire.rib.PeerId;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.speaker.transport.LocalAddresses;
import io.barewire.wire.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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

    void apply(SpeakerConfig config) {
        Map<PeerId, BfdPath> next = new HashMap<>();
        Map<BfdPath, BfdProfile> wanted = new HashMap<>();
        for (PeerConfig peer : config.peers()) {
            if (peer.bfd().isPresent() && peer.endpoint() instanceof Endpoint.Address(IpAddress address)) {
                boolean external = SessionConfig.of(config, peer).mayBeExternal();
                BfdPath path = path(peer, address, external, LocalAddresses::isConnected);
                next.put(peer.id(), path);
                wanted.put(path, peer.bfd().get());
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
    static BfdPath path(PeerConfig peer, IpAddress address, boolean external, Predicate<IpAddress> isConnected) {
        boolean multihop = external ? !peer.tcp().reach().isOneHop() : !isConnected.test(address);
        return new BfdPath(
                address,
                peer.tcp().sourceAddress(),
                Optional.empty(),
                peer.tcp().vrf(),
                multihop);
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
