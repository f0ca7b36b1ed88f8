package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/// A RIB in AS 65000 and the few steps that tests of sessions take with it. Peers are named by their addresses.
final class TestRib {
    static final long AS = 65000;
    private static final IpAddress SELF = IpAddress.parse("10.0.0.1");

    final Rib rib = new Rib(new RibSettings(AS, SELF, 4));

    /// A session with a peer that may tell and hear everything.
    void up(String peer, long as, SessionTerms terms) {
        PeerId id = new PeerId(peer);
        if (!rib.knows(id)) {
            rib.addPeer(id, PeerPolicy.EVERYTHING);
        }
        rib.peerUp(id, session(peer, IpAddress.parse(peer), as, terms));
    }

    /// A session with a peer that is at an address now.
    SessionInfo session(String peer, IpAddress at, long as, SessionTerms terms) {
        MessageFormat format =
                new MessageFormat(as != AS, true, false, Set.of(AddressFamily.values()), Set.of(), Set.of(), false);
        return new SessionInfo(
                as,
                IpAddress.parse(peer),
                at,
                Map.of(AddressFamily.IPV4, NextHop.of(SELF)),
                format,
                false,
                0,
                false,
                terms);
    }

    void up(String peer, long as) {
        up(peer, as, SessionTerms.PLAIN);
    }

    static PathAttributes path(long... asNumbers) {
        List<Segment> segments = asNumbers.length == 0
                ? List.of()
                : List.of(new Segment(
                        SegmentType.AS_SEQUENCE,
                        LongStream.of(asNumbers).boxed().toList()));
        return PathAttributes.of(new Origin(Origin.Kind.IGP), new AsPath(segments));
    }

    ReceiveOutcome announce(String peer, PathAttributes attributes, String... prefixes) {
        return announceVia(peer, IpAddress.parse(peer), attributes, prefixes);
    }

    ReceiveOutcome announceVia(String peer, IpAddress nextHop, PathAttributes attributes, String... prefixes) {
        return rib.receive(new PeerId(peer), Update.announce(NextHop.of(nextHop), attributes, nlri(prefixes)));
    }

    ReceiveOutcome withdraw(String peer, String... prefixes) {
        return rib.receive(new PeerId(peer), Update.withdraw(nlri(prefixes)));
    }

    private static Nlri nlri(String... prefixes) {
        return Nlri.of(
                AddressFamily.IPV4,
                List.of(prefixes).stream().map(Prefix::parse).toList());
    }

    /// What the peer is told now of what it was not told before; no attributes for a withdrawn prefix.
    Map<String, Optional<PathAttributes>> told(String peer) {
        Map<String, Optional<PathAttributes>> told = new LinkedHashMap<>();
        for (List<BgpMessage> batch = rib.poll(new PeerId(peer));
                !batch.isEmpty();
                batch = rib.poll(new PeerId(peer))) {
            for (BgpMessage message : batch) {
                if (message instanceof Update update) {
                    update.withdrawn()
                            .forEach(nlri ->
                                    nlri.toList().forEach(prefix -> told.put(prefix.toString(), Optional.empty())));
                    update.announced()
                            .forEach(reach -> reach.nlri()
                                    .toList()
                                    .forEach(prefix -> told.put(prefix.toString(), Optional.of(update.attributes()))));
                }
            }
        }
        return told;
    }

    /// The AS_PATH with which the peer is told a prefix now, as `65000 7`.
    String pathTold(String peer, String prefix) {
        PathAttributes attributes =
                told(peer).getOrDefault(prefix, Optional.empty()).orElseThrow();
        StringBuilder text = new StringBuilder();
        AsPaths.of(attributes)
                .segments()
                .forEach(segment -> segment.asNumbers()
                        .forEach(as -> text.append(text.isEmpty() ? "" : " ").append(as)));
        return text.toString();
    }

    ReceivedRoute.Verdict verdict(String peer, String prefix) {
        return rib.received(new PeerId(peer), RouteQuery.first(1000)).stream()
                .filter(route -> route.prefix().equals(Prefix.parse(prefix)))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    /// Peers of the paths in use, best first; our own name for our own prefix.
    List<String> used(String prefix) {
        return rib.locRib(RouteQuery.first(1000)).stream()
                .filter(entry -> entry.prefix().equals(Prefix.parse(prefix)))
                .flatMap(entry -> entry.paths().stream())
                .filter(LocRibEntry.Path::used)
                .map(path -> path.peer().map(PeerId::name).orElse("own"))
                .toList();
    }
}
