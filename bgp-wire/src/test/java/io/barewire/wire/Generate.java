package io.barewire.wire;

import io.barewire.testkit.Rng;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.LargeCommunities;
import io.barewire.wire.Update.Reach;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Valid values of every kind, from a seed.
final class Generate {
    private Generate() {}

    static MessageFormat format(Rng rng) {
        Set<AddressFamily> addPath = families(rng);
        return new MessageFormat(
                rng.oneIn(2),
                rng.oneIn(2),
                rng.oneIn(2),
                Set.of(AddressFamily.values()),
                addPath,
                addPath,
                rng.oneIn(2),
                rng.oneIn(2));
    }

    private static Set<AddressFamily> families(Rng rng) {
        Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
        for (AddressFamily family : AddressFamily.values()) {
            if (rng.oneIn(3)) {
                families.add(family);
            }
        }
        return families;
    }

    static BgpMessage message(Rng rng, MessageFormat format) {
        return switch (rng.between(0, 4)) {
            case 0 -> open(rng);
            case 1 -> update(rng, format);
            case 2 -> new Notification(rng.between(0, 255), rng.between(0, 255), octets(rng, 0, 300));
            case 3 -> new BgpMessage.Keepalive();
            default ->
                new BgpMessage.RouteRefresh(
                        rng.between(0, 0xFFFF),
                        rng.between(0, 255),
                        format.enhancedRefresh()
                                ? rng.oneOf(BgpMessage.RouteRefresh.Subtype.values())
                                : BgpMessage.RouteRefresh.Subtype.REQUEST);
        };
    }

    static BgpMessage.Open open(Rng rng) {
        List<Capability> capabilities = new ArrayList<>(rng.listOf(0, rng.oneIn(3) ? 40 : 8, Generate::capability));
        long as = rng.between(1, 0xFFFF);
        if (rng.oneIn(2)) {
            as = u32(rng) | 1;
            capabilities.removeIf(Capability.FourOctetAs.class::isInstance);
            capabilities.add(new Capability.FourOctetAs(as));
        } else {
            capabilities.removeIf(Capability.FourOctetAs.class::isInstance);
        }
        return new BgpMessage.Open(
                4, as, rng.oneOf(0, 3, 90, 65535), IpAddress.ipv4((int) rng.bits() | 1), capabilities);
    }

    static Capability capability(Rng rng) {
        return switch (rng.between(0, 11)) {
            case 0 -> new Capability.Multiprotocol(rng.between(0, 0xFFFF), rng.between(0, 255));
            case 1 -> new Capability.RouteRefresh();
            case 2 ->
                new Capability.ExtendedNextHop(rng.listOf(
                        0,
                        3,
                        r -> new Capability.ExtendedNextHop.Encoding(
                                r.between(0, 0xFFFF), r.between(0, 0xFFFF), r.between(0, 0xFFFF))));
            case 3 -> new Capability.ExtendedMessage();
            case 4 ->
                new Capability.GracefulRestart(
                        rng.oneIn(2),
                        rng.oneIn(2),
                        rng.between(0, 4095),
                        rng.listOf(
                                0,
                                3,
                                r -> new Capability.GracefulRestart.Family(
                                        r.between(0, 0xFFFF), r.between(0, 255), r.oneIn(2))));
            case 5 -> new Capability.FourOctetAs(u32(rng) | 1);
            case 6 -> {
                boolean receive = rng.oneIn(2);
                yield new Capability.AddPath(rng.listOf(
                        0,
                        3,
                        r -> new Capability.AddPath.Direction(
                                r.between(0, 0xFFFF), r.between(0, 255), receive, !receive || r.oneIn(2))));
            }
            case 7 -> new Capability.EnhancedRouteRefresh();
            case 8 -> new Capability.Fqdn(rng.oneOf("", "node-1", "übung"), rng.oneOf("", "example.org"));
            case 10 -> new Capability.Role(rng.between(0, 255));
            case 9 ->
                new Capability.LongLivedGracefulRestart(rng.listOf(
                        0,
                        3,
                        r -> new Capability.LongLivedGracefulRestart.Family(
                                r.between(0, 0xFFFF), r.between(0, 255), r.oneIn(2), r.between(0, 0xFFFFFF))));
            default -> new Capability.Unknown(rng.oneOf(0, 3, 7, 66, 72, 128, 255), octets(rng, 0, 40));
        };
    }

    static Octets octets(Rng rng, int shortest, int longest) {
        return Octets.of(rng.octets(rng.between(shortest, longest)));
    }

    /// An UPDATE that the format can say and a decoder of the same format accepts.
    static Update update(Rng rng, MessageFormat format) {
        if (rng.oneIn(10)) {
            return Update.endOfRib(rng.oneOf(AddressFamily.values()));
        }
        List<Nlri> withdrawn = rng.listOf(0, 2, r -> nlri(r, r.oneOf(AddressFamily.values()), format));
        List<Reach> announced = rng.listOf(withdrawn.isEmpty() ? 1 : 0, 2, r -> reach(r, format));
        return new Update(withdrawn, announced, announced.isEmpty() ? PathAttributes.NONE : attributes(rng, format));
    }

    static Reach reach(Rng rng, MessageFormat format) {
        AddressFamily family = rng.oneOf(AddressFamily.values());
        boolean ipv6 = family == AddressFamily.IPV6 || (format.extendedNextHop() && rng.oneIn(2));
        NextHop nextHop = ipv6 ? ipv6NextHop(rng) : NextHop.of(IpAddress.parse("192.0.2." + rng.between(1, 254)));
        return new Reach(nextHop, nlri(rng, family, format));
    }

    private static NextHop ipv6NextHop(Rng rng) {
        IpAddress global = IpAddress.parse("2001:db8::" + rng.between(1, 9999));
        return rng.oneIn(2)
                ? NextHop.of(global)
                : new NextHop(global, Optional.of(IpAddress.parse("fe80::" + rng.between(1, 9999))));
    }

    /// Prefixes as the format packs them on the way out.
    static Nlri nlri(Rng rng, AddressFamily family, MessageFormat format) {
        boolean withPathIds = format.addPathSend().contains(family);
        Nlri.Builder builder = new Nlri.Builder(family, withPathIds);
        for (int i = rng.between(1, rng.oneIn(20) ? 2000 : 12); i > 0; i--) {
            builder.add((int) rng.bits(), rng.bits(), rng.bits(), rng.between(0, family.bits()));
        }
        return builder.build();
    }

    static PathAttributes attributes(Rng rng, MessageFormat format) {
        List<PathAttribute> attributes = new ArrayList<>();
        attributes.add(new PathAttribute.Origin(rng.oneOf(PathAttribute.Origin.Kind.values())));
        attributes.add(asPath(rng, format));
        if (!format.external()) {
            attributes.add(new PathAttribute.LocalPref(u32(rng)));
        }
        List<PathAttribute> optional = new ArrayList<>(List.of(
                new PathAttribute.MultiExitDisc(u32(rng)),
                new PathAttribute.AtomicAggregate(),
                new PathAttribute.Aggregator(as(rng), IpAddress.ipv4((int) rng.bits())),
                new PathAttribute.Communities(rng.listOf(1, 70, r -> (int) r.bits())),
                new PathAttribute.ExtendedCommunities(rng.listOf(1, 40, Rng::bits)),
                new LargeCommunities(rng.listOf(
                        1, 30, r -> new LargeCommunities.LargeCommunity(u32(r), r.between(0, 3), r.between(0, 3)))),
                new PathAttribute.OnlyToCustomer(u32(rng)),
                new PathAttribute.Unknown(0xE0, 200, octets(rng, 0, 300)),
                new PathAttribute.Unknown(0xE0, 99, octets(rng, 0, 3))));
        if (!format.external()) {
            optional.add(new PathAttribute.OriginatorId((int) rng.bits()));
            optional.add(new PathAttribute.ClusterList(rng.listOf(1, 5, r -> (int) r.bits())));
        }
        optional.removeIf(_ -> rng.oneIn(2));
        attributes.addAll(optional);
        return PathAttributes.of(rng.shuffled(attributes));
    }

    /// Without confederation segments for external peers, and with none behind other segments: those cannot be
    /// told through a two-octet session (RFC 6793 §4.2.3).
    static AsPath asPath(Rng rng, MessageFormat format) {
        List<Segment> segments = new ArrayList<>(rng.listOf(
                0, 3, r -> new Segment(r.oneOf(SegmentType.AS_SET, SegmentType.AS_SEQUENCE), asNumbers(r))));
        if (!format.external() && rng.oneIn(4)) {
            segments.addFirst(new Segment(
                    SegmentType.AS_CONFED_SEQUENCE, rng.listOf(1, 3, r -> (long) r.between(64512, 65535))));
        }
        return new AsPath(segments);
    }

    private static List<Long> asNumbers(Rng rng) {
        return rng.listOf(1, rng.oneIn(20) ? 255 : 5, Generate::as);
    }

    private static long as(Rng rng) {
        return rng.oneIn(2) ? rng.between(1, 0xFFFF) : u32(rng) | 1;
    }

    private static long u32(Rng rng) {
        return rng.bits() & 0xFFFFFFFFL;
    }
}
