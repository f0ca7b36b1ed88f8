package io.barewire.wire;

import io.barewire.wire.Capability.AddPath;
import io.barewire.wire.Capability.EnhancedRouteRefresh;
import io.barewire.wire.Capability.ExtendedMessage;
import io.barewire.wire.Capability.ExtendedNextHop;
import io.barewire.wire.Capability.FourOctetAs;
import io.barewire.wire.Capability.Fqdn;
import io.barewire.wire.Capability.GracefulRestart;
import io.barewire.wire.Capability.LongLivedGracefulRestart;
import io.barewire.wire.Capability.Multiprotocol;
import io.barewire.wire.Capability.Role;
import io.barewire.wire.Capability.RouteRefresh;
import io.barewire.wire.Capability.Unknown;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Capability triples of the OPEN's capabilities parameter (RFC 5492 §4): code, length, value.
///
/// A capability that changes how later octets are read must be understood or refused: a value of impossible
/// length in one of those makes the OPEN malformed. A malformed one of the others is kept as [Unknown] and so
/// ignored, as RFC 5492 §3 says of what one does not understand.
final class Capabilities {
    private static final int MULTIPROTOCOL = 1;
    private static final int ROUTE_REFRESH = 2;
    private static final int EXTENDED_NEXT_HOP = 5;
    private static final int EXTENDED_MESSAGE = 6;
    private static final int ROLE = 9;
    private static final int GRACEFUL_RESTART = 64;
    private static final int FOUR_OCTET_AS = 65;
    private static final int ADD_PATH = 69;
    private static final int ENHANCED_ROUTE_REFRESH = 70;
    private static final int LONG_LIVED_GRACEFUL_RESTART = 71;
    private static final int FQDN = 73;

    private Capabilities() {}

    /// Reads triples from `from` to `to` and adds them to `capabilities`; says what is malformed, if anything is.
    static Optional<String> read(byte[] octets, int from, int to, List<Capability> capabilities) {
        for (int at = from; at < to; ) {
            if (to - at < 2) {
                return Optional.of("one octet left where a capability should begin");
            }
            int code = NetworkOrder.u8(octets, at);
            int length = NetworkOrder.u8(octets, at + 1);
            at += 2;
            if (to - at < length) {
                return Optional.of("capability " + code + " of length " + length + " overruns its parameter");
            }
            Optional<Capability> capability = read(code, octets, at, at + length);
            if (capability.isEmpty()) {
                return Optional.of("capability " + code + " of length " + length);
            }
            capabilities.add(capability.get());
            at += length;
        }
        return Optional.empty();
    }

    /// Empty when the value is malformed and must not be ignored.
    private static Optional<Capability> read(int code, byte[] octets, int from, int to) {
        int length = to - from;
        Capability kept = new Unknown(code, Octets.of(octets, from, to));
        return switch (code) {
            case MULTIPROTOCOL ->
                given(
                        length == 4,
                        () -> new Multiprotocol(NetworkOrder.u16(octets, from), NetworkOrder.u8(octets, from + 3)));
            case ROUTE_REFRESH -> Optional.of(length == 0 ? new RouteRefresh() : kept);
            case EXTENDED_NEXT_HOP -> given(length % 6 == 0, () -> extendedNextHop(octets, from, to));
            case EXTENDED_MESSAGE -> Optional.of(length == 0 ? new ExtendedMessage() : kept);
            case ROLE -> Optional.of(length == 1 ? new Role(NetworkOrder.u8(octets, from)) : kept);
            case GRACEFUL_RESTART -> given(length % 4 == 2, () -> gracefulRestart(octets, from, to));
            case FOUR_OCTET_AS -> given(length == 4, () -> new FourOctetAs(NetworkOrder.u32(octets, from)));
            case ADD_PATH -> given(length % 4 == 0, () -> addPath(octets, from, to, kept));
            case ENHANCED_ROUTE_REFRESH -> Optional.of(length == 0 ? new EnhancedRouteRefresh() : kept);
            case LONG_LIVED_GRACEFUL_RESTART ->
                Optional.of(length % 7 == 0 ? longLivedGracefulRestart(octets, from, to) : kept);
            case FQDN -> Optional.of(fqdn(octets, from, to, kept));
            default -> Optional.of(kept);
        };
    }

    private static Optional<Capability> given(boolean wellFormed, Supplier<Capability> capability) {
        return wellFormed ? Optional.of(capability.get()) : Optional.empty();
    }

    private static Capability extendedNextHop(byte[] octets, int from, int to) {
        List<ExtendedNextHop.Encoding> entries = new ArrayList<>();
        for (int at = from; at < to; at += 6) {
            entries.add(new ExtendedNextHop.Encoding(
                    NetworkOrder.u16(octets, at), NetworkOrder.u16(octets, at + 2), NetworkOrder.u16(octets, at + 4)));
        }
        return new ExtendedNextHop(entries);
    }

    private static Capability gracefulRestart(byte[] octets, int from, int to) {
        List<GracefulRestart.Family> families = new ArrayList<>();
        for (int at = from + 2; at < to; at += 4) {
            families.add(new GracefulRestart.Family(
                    NetworkOrder.u16(octets, at),
                    NetworkOrder.u8(octets, at + 2),
                    (NetworkOrder.u8(octets, at + 3) & 0x80) != 0));
        }
        int flagsAndTime = NetworkOrder.u16(octets, from);
        return new GracefulRestart(
                (flagsAndTime & 0x8000) != 0, (flagsAndTime & 0x4000) != 0, flagsAndTime & 0xFFF, families);
    }

    private static Capability longLivedGracefulRestart(byte[] octets, int from, int to) {
        List<LongLivedGracefulRestart.Family> families = new ArrayList<>();
        for (int at = from; at < to; at += 7) {
            families.add(new LongLivedGracefulRestart.Family(
                    NetworkOrder.u16(octets, at),
                    NetworkOrder.u8(octets, at + 2),
                    (NetworkOrder.u8(octets, at + 3) & 0x80) != 0,
                    NetworkOrder.u8(octets, at + 4) << 16 | NetworkOrder.u16(octets, at + 5)));
        }
        return new LongLivedGracefulRestart(families);
    }

    /// RFC 7911 §4: with a Send/Receive value that does not exist, the capability counts as not understood.
    private static Capability addPath(byte[] octets, int from, int to, Capability kept) {
        List<AddPath.Direction> entries = new ArrayList<>();
        for (int at = from; at < to; at += 4) {
            int sendReceive = NetworkOrder.u8(octets, at + 3);
            if (sendReceive < 1 || sendReceive > 3) {
                return kept;
            }
            entries.add(new AddPath.Direction(
                    NetworkOrder.u16(octets, at),
                    NetworkOrder.u8(octets, at + 2),
                    (sendReceive & 1) != 0,
                    (sendReceive & 2) != 0));
        }
        return new AddPath(entries);
    }

    private static Capability fqdn(byte[] octets, int from, int to, Capability kept) {
        int hostFrom = from + 1;
        if (hostFrom > to) {
            return kept;
        }
        int hostTo = hostFrom + NetworkOrder.u8(octets, from);
        if (hostTo >= to) {
            return kept;
        }
        int domainFrom = hostTo + 1;
        int domainTo = domainFrom + NetworkOrder.u8(octets, hostTo);
        if (domainTo != to) {
            return kept;
        }
        Optional<String> host = utf8(octets, hostFrom, hostTo);
        Optional<String> domain = utf8(octets, domainFrom, domainTo);
        return host.isPresent() && domain.isPresent() ? new Fqdn(host.get(), domain.get()) : kept;
    }

    /// The text of valid UTF-8, and nothing else.
    static Optional<String> utf8(byte[] octets, int from, int to) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, to - from))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /// Appends one capability.
    ///
    /// @throws IllegalArgumentException when its value is longer than 255 octets
    static void write(Capability capability, WireWriter out) {
        int start = out.length();
        out.u8(code(capability)).u8(0);
        writeValue(capability, out);
        int length = out.length() - start - 2;
        if (length > 255) {
            throw new IllegalArgumentException("capability of " + length + " octets: " + capability);
        }
        out.patch8(start + 1, length);
    }

    private static int code(Capability capability) {
        return switch (capability) {
            case Multiprotocol _ -> MULTIPROTOCOL;
            case RouteRefresh _ -> ROUTE_REFRESH;
            case ExtendedNextHop _ -> EXTENDED_NEXT_HOP;
            case ExtendedMessage _ -> EXTENDED_MESSAGE;
            case Role _ -> ROLE;
            case GracefulRestart _ -> GRACEFUL_RESTART;
            case FourOctetAs _ -> FOUR_OCTET_AS;
            case AddPath _ -> ADD_PATH;
            case EnhancedRouteRefresh _ -> ENHANCED_ROUTE_REFRESH;
            case LongLivedGracefulRestart _ -> LONG_LIVED_GRACEFUL_RESTART;
            case Fqdn _ -> FQDN;
            case Unknown unknown -> unknown.code();
        };
    }

    private static void writeValue(Capability capability, WireWriter out) {
        switch (capability) {
            case RouteRefresh _, ExtendedMessage _, EnhancedRouteRefresh _ -> {}
            case Multiprotocol family -> out.u16(family.afi()).u8(0).u8(family.safi());
            case ExtendedNextHop nextHop -> {
                for (ExtendedNextHop.Encoding entry : nextHop.entries()) {
                    out.u16(entry.afi()).u16(entry.safi()).u16(entry.nextHopAfi());
                }
            }
            case GracefulRestart restart -> {
                out.u16((restart.restarting() ? 0x8000 : 0)
                        | (restart.notification() ? 0x4000 : 0)
                        | restart.restartTimeSeconds());
                for (GracefulRestart.Family family : restart.families()) {
                    out.u16(family.afi()).u8(family.safi()).u8(family.forwardingPreserved() ? 0x80 : 0);
                }
            }
            case LongLivedGracefulRestart restart -> {
                for (LongLivedGracefulRestart.Family family : restart.families()) {
                    out.u16(family.afi())
                            .u8(family.safi())
                            .u8(family.forwardingPreserved() ? 0x80 : 0)
                            .u8(family.staleTimeSeconds() >>> 16)
                            .u16(family.staleTimeSeconds() & 0xFFFF);
                }
            }
            case Role role -> out.u8(role.value());
            case FourOctetAs as -> out.u32(as.as());
            case AddPath addPath -> {
                for (AddPath.Direction entry : addPath.entries()) {
                    out.u16(entry.afi()).u8(entry.safi()).u8((entry.receive() ? 1 : 0) | (entry.send() ? 2 : 0));
                }
            }
            case Fqdn fqdn -> {
                writeName(fqdn.hostName(), out);
                writeName(fqdn.domainName(), out);
            }
            case Unknown unknown -> out.octets(unknown.value().toArray());
        }
    }

    private static void writeName(String name, WireWriter out) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        out.u8(octets.length).octets(octets);
    }
}
