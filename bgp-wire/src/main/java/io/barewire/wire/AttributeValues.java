package io.barewire.wire;

import io.barewire.wire.PathAttribute.Aggregator;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AtomicAggregate;
import io.barewire.wire.PathAttribute.ClusterList;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.ExtendedCommunities;
import io.barewire.wire.PathAttribute.LargeCommunities;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.OnlyToCustomer;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.OriginatorId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The values of path attributes: what is wrong with one as it arrived (`…Flaw`, run once per received block),
/// what a checked one means ([#read], run when somebody asks), and how one is written ([#write]).
///
/// Checks look at octets as the session's format has them. Reading and writing know only the canonical form: AS
/// numbers of four octets (see [PathAttributes]).
final class AttributeValues {
    private AttributeValues() {}

    // ---- checks

    /// RFC 7606 §3 c: optional and transitive bits must be the type's; the others may be anything.
    static Optional<String> flagsFlaw(AttributeType type, int flags) {
        int optionalAndTransitive = flags & (AttributeType.OPTIONAL | AttributeType.TRANSITIVE);
        return optionalAndTransitive == type.flags ? Optional.empty() : Optional.of("flags 0x%02x".formatted(flags));
    }

    static Optional<String> originFlaw(byte[] octets, int from, int to, MessageFormat format) {
        if (to - from != 1) {
            return badLength(from, to);
        }
        int kind = NetworkOrder.u8(octets, from);
        return kind <= 2 ? Optional.empty() : Optional.of("value " + kind);
    }

    static Optional<String> asPathFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return segmentsFlaw(octets, from, to, format.fourOctetAs() ? 4 : 2, !format.external());
    }

    /// Confederation segments in it are no flaw: they are left out when it is merged (RFC 6793 §6).
    static Optional<String> as4PathFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return from == to ? badLength(from, to) : segmentsFlaw(octets, from, to, 4, true);
    }

    /// RFC 7606 §7.2; RFC 7607 §2 for AS 0. Confederation segments (RFC 5065 §5) are accepted from internal peers
    /// only: an external peer is outside whatever confederation we may be in.
    private static Optional<String> segmentsFlaw(byte[] octets, int from, int to, int width, boolean confederation) {
        int at = from;
        while (at < to) {
            if (to - at < 2) {
                return Optional.of("one octet left where a segment should begin");
            }
            int type = NetworkOrder.u8(octets, at);
            int count = NetworkOrder.u8(octets, at + 1);
            at += 2;
            if (type < 1 || type > 4) {
                return Optional.of("segment type " + type);
            }
            if (type > 2 && !confederation) {
                return Optional.of("confederation segment from an external peer");
            }
            if (count == 0) {
                return Optional.of("empty segment");
            }
            if (to - at < count * width) {
                return Optional.of("segment of " + count + " AS numbers overruns the attribute");
            }
            for (int end = at + count * width; at < end; at += width) {
                if (asNumber(octets, at, width) == 0) {
                    return Optional.of("AS number 0");
                }
            }
        }
        return Optional.empty();
    }

    /// RFC 7606 §7.3 for the length; RFC 4271 §6.3 for addresses that cannot be a host's.
    static Optional<String> nextHopFlaw(byte[] octets, int from, int to, MessageFormat format) {
        if (to - from != 4) {
            return badLength(from, to);
        }
        return hostFlaw(IpAddress.ofOctets(octets, from, AddressFamily.IPV4));
    }

    /// Why packets cannot be sent to `address`; whether it is our own or unreachable is for the speaker to find.
    static Optional<String> hostFlaw(IpAddress address) {
        boolean host = !address.isLoopback()
                && !address.isMulticast()
                && (address.family() == AddressFamily.IPV6
                        ? !address.isUnspecified()
                        : address.high() >>> 56 != 0 && address.high() >>> 60 != 0xF);
        return host ? Optional.empty() : Optional.of(address + " is not the address of a host");
    }

    static Optional<String> fourOctetsFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return to - from == 4 ? Optional.empty() : badLength(from, to);
    }

    static Optional<String> emptyFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return from == to ? Optional.empty() : badLength(from, to);
    }

    static Optional<String> aggregatorFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return aggregatorFlaw(octets, from, to, format.fourOctetAs() ? 4 : 2);
    }

    static Optional<String> as4AggregatorFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return aggregatorFlaw(octets, from, to, 4);
    }

    private static Optional<String> aggregatorFlaw(byte[] octets, int from, int to, int width) {
        if (to - from != width + 4) {
            return badLength(from, to);
        }
        return asNumber(octets, from, width) == 0 ? Optional.of("AS number 0") : Optional.empty(); // RFC 7607 §2
    }

    static Optional<String> multipleOfFourFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return multipleFlaw(from, to, 4);
    }

    static Optional<String> multipleOfEightFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return multipleFlaw(from, to, 8);
    }

    static Optional<String> multipleOfTwelveFlaw(byte[] octets, int from, int to, MessageFormat format) {
        return multipleFlaw(from, to, 12);
    }

    private static Optional<String> multipleFlaw(int from, int to, int unit) {
        return from < to && (to - from) % unit == 0 ? Optional.empty() : badLength(from, to);
    }

    private static Optional<String> badLength(int from, int to) {
        return Optional.of("length " + (to - from));
    }

    private static long asNumber(byte[] octets, int at, int width) {
        return width == 4 ? NetworkOrder.u32(octets, at) : NetworkOrder.u16(octets, at);
    }

    // ---- reading

    /// The attribute of `code` whose checked, canonical value is at `from` to `to`.
    static PathAttribute read(int flags, int code, byte[] octets, int from, int to) {
        Optional<AttributeType> known = AttributeType.of(code);
        if (known.isEmpty()) {
            return new PathAttribute.Unknown(flags, code, Octets.of(octets, from, to));
        }
        return switch (known.get()) {
            case ORIGIN -> new Origin(Origin.Kind.of(octets[from]));
            case AS_PATH -> readAsPath(octets, from, to, 4);
            case MULTI_EXIT_DISC -> new MultiExitDisc(NetworkOrder.u32(octets, from));
            case LOCAL_PREF -> new LocalPref(NetworkOrder.u32(octets, from));
            case ATOMIC_AGGREGATE -> new AtomicAggregate();
            case AGGREGATOR -> readAggregator(octets, from, 4);
            case COMMUNITIES -> new Communities(readInts(octets, from, to));
            case ORIGINATOR_ID -> new OriginatorId(NetworkOrder.i32(octets, from));
            case CLUSTER_LIST -> new ClusterList(readInts(octets, from, to));
            case EXTENDED_COMMUNITIES -> new ExtendedCommunities(readLongs(octets, from, to));
            case ONLY_TO_CUSTOMER -> new OnlyToCustomer(NetworkOrder.u32(octets, from));
            case LARGE_COMMUNITIES -> new LargeCommunities(readLargeCommunities(octets, from, to));
            case NEXT_HOP, MP_REACH_NLRI, MP_UNREACH_NLRI, AS4_PATH, AS4_AGGREGATOR ->
                throw new IllegalArgumentException(known.get() + " is never part of a canonical block");
        };
    }

    static AsPath readAsPath(byte[] octets, int from, int to, int width) {
        List<AsPath.Segment> segments = new ArrayList<>(2);
        int at = from;
        while (at < to) {
            int type = NetworkOrder.u8(octets, at);
            int count = NetworkOrder.u8(octets, at + 1);
            at += 2;
            List<Long> asNumbers = new ArrayList<>(count);
            for (int end = at + count * width; at < end; at += width) {
                asNumbers.add(asNumber(octets, at, width));
            }
            segments.add(new AsPath.Segment(AsPath.Segment.SegmentType.of(type), asNumbers));
        }
        return new AsPath(segments);
    }

    static Aggregator readAggregator(byte[] octets, int from, int width) {
        return new Aggregator(
                asNumber(octets, from, width), IpAddress.ofOctets(octets, from + width, AddressFamily.IPV4));
    }

    private static List<Integer> readInts(byte[] octets, int from, int to) {
        List<Integer> values = new ArrayList<>((to - from) / 4);
        for (int at = from; at < to; at += 4) {
            values.add(NetworkOrder.i32(octets, at));
        }
        return values;
    }

    private static List<Long> readLongs(byte[] octets, int from, int to) {
        List<Long> values = new ArrayList<>((to - from) / 8);
        for (int at = from; at < to; at += 8) {
            values.add(NetworkOrder.i64(octets, at));
        }
        return values;
    }

    static List<LargeCommunities.LargeCommunity> readLargeCommunities(byte[] octets, int from, int to) {
        List<LargeCommunities.LargeCommunity> values = new ArrayList<>((to - from) / 12);
        for (int at = from; at < to; at += 12) {
            values.add(new LargeCommunities.LargeCommunity(
                    NetworkOrder.u32(octets, at), NetworkOrder.u32(octets, at + 4), NetworkOrder.u32(octets, at + 8)));
        }
        return values;
    }

    // ---- writing

    /// Appends one attribute in canonical form, header included.
    static void write(PathAttribute attribute, WireWriter out) {
        write(attribute, 0, out);
    }

    /// The same with `partial`, 0 or the partial bit, among its flags.
    static void write(PathAttribute attribute, int partial, WireWriter out) {
        WireWriter value = new WireWriter(64);
        int flags = writeValue(attribute, value) | partial;
        writeHeader(flags, PathAttributes.typeCode(attribute), value.length(), out);
        value.appendTo(out);
    }

    /// Flags, type and length: one octet of length where it fits, else two (RFC 4271 §4.3).
    static void writeHeader(int flags, int code, int length, WireWriter out) {
        if (length > 255) {
            out.u8(flags | AttributeType.EXTENDED_LENGTH).u8(code).u16(length);
        } else {
            out.u8(flags & ~AttributeType.EXTENDED_LENGTH).u8(code).u8(length);
        }
    }

    /// Appends the value and returns the flags.
    private static int writeValue(PathAttribute attribute, WireWriter out) {
        return switch (attribute) {
            case Origin origin -> {
                out.u8(origin.kind().code());
                yield AttributeType.ORIGIN.flags;
            }
            case AsPath path -> {
                writeAsPath(path, 4, out);
                yield AttributeType.AS_PATH.flags;
            }
            case MultiExitDisc med -> {
                out.u32(med.metric());
                yield AttributeType.MULTI_EXIT_DISC.flags;
            }
            case LocalPref preference -> {
                out.u32(preference.preference());
                yield AttributeType.LOCAL_PREF.flags;
            }
            case AtomicAggregate _ -> AttributeType.ATOMIC_AGGREGATE.flags;
            case Aggregator aggregator -> {
                out.u32(aggregator.as()).address(aggregator.speaker());
                yield AttributeType.AGGREGATOR.flags;
            }
            case Communities communities -> {
                communities.values().forEach(out::u32);
                yield AttributeType.COMMUNITIES.flags;
            }
            case OriginatorId originator -> {
                out.u32(originator.bgpIdentifier());
                yield AttributeType.ORIGINATOR_ID.flags;
            }
            case ClusterList list -> {
                list.clusterIds().forEach(out::u32);
                yield AttributeType.CLUSTER_LIST.flags;
            }
            case ExtendedCommunities communities -> {
                communities.values().forEach(out::u64);
                yield AttributeType.EXTENDED_COMMUNITIES.flags;
            }
            case LargeCommunities communities -> {
                communities
                        .values()
                        .forEach(community -> out.u32(community.globalAdministrator())
                                .u32(community.data1())
                                .u32(community.data2()));
                yield AttributeType.LARGE_COMMUNITIES.flags;
            }
            case OnlyToCustomer otc -> {
                out.u32(otc.as());
                yield AttributeType.ONLY_TO_CUSTOMER.flags;
            }
            case PathAttribute.Unknown unknown -> {
                out.octets(unknown.value().toArray());
                yield unknown.flags();
            }
        };
    }

    static void writeAsPath(AsPath path, int width, WireWriter out) {
        for (AsPath.Segment segment : path.segments()) {
            out.u8(segment.type().code()).u8(segment.asNumbers().size());
            for (long as : segment.asNumbers()) {
                if (width == 4) {
                    out.u32(as);
                } else {
                    out.u16(TwoOctetSpeaker.fold(as));
                }
            }
        }
    }
}
