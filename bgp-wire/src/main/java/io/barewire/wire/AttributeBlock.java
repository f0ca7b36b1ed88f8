package io.barewire.wire;

import io.barewire.wire.DecodeOutcome.SessionReset;
import io.barewire.wire.PathAttribute.Aggregator;
import io.barewire.wire.PathAttribute.AsPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the attributes of an UPDATE, less NEXT_HOP and the multiprotocol ones, turned out to be. Depends on the
/// octets and the format alone, so it can be remembered.
///
/// @param attributes empty when there is a flaw or a reset
/// @param discarded attributes left out, each with the reason
/// @param flaw why the routes must be treated as withdrawn
/// @param missing mandatory attributes that are not there: a flaw if anything is announced (RFC 7606 §3 d)
/// @param reset why the session must end
record AttributeBlock(
        PathAttributes attributes,
        List<String> discarded,
        Optional<String> flaw,
        Optional<String> missing,
        Optional<SessionReset> reset) {

    private static final List<AttributeType> MANDATORY = List.of(AttributeType.ORIGIN, AttributeType.AS_PATH);
    private static final List<AttributeType> MANDATORY_WITHIN_AS =
            List.of(AttributeType.ORIGIN, AttributeType.AS_PATH, AttributeType.LOCAL_PREF);

    /// Beside NEXT_HOP and the shortest prefix. Only what a two-octet speaker says gets longer than it came.
    private static final int LONGEST = 0xFFFF - UpdateEncoder.FIXED - UpdateEncoder.NEXT_HOP - 1;

    /// One attribute as received: its flags, and where its header and its value are.
    private record Received(int flags, int code, int start, int from, int to) {}

    /// Reads whole attributes, each type at most once, from `octets` up to `length`. Multiprotocol ones and
    /// NEXT_HOP are not among them.
    static AttributeBlock read(byte[] octets, int length, MessageFormat format) {
        return new Reader(octets, format).read(length);
    }

    private static final class Reader {
        private final byte[] octets;
        private final MessageFormat format;
        private final List<Received> kept = new ArrayList<>();
        private final List<String> discarded = new ArrayList<>();
        private final List<String> flaws = new ArrayList<>();
        private final Set<AttributeType> present = EnumSet.noneOf(AttributeType.class);

        Reader(byte[] octets, MessageFormat format) {
            this.octets = octets;
            this.format = format;
        }

        AttributeBlock read(int length) {
            for (int at = 0; at < length; ) {
                boolean extended = (octets[at] & AttributeType.EXTENDED_LENGTH) != 0;
                int from = at + (extended ? 4 : 3);
                int to = from + (extended ? NetworkOrder.u16(octets, at + 2) : NetworkOrder.u8(octets, at + 2));
                Received received = new Received(octets[at] & 0xE0, NetworkOrder.u8(octets, at + 1), at, from, to);
                Optional<AttributeType> type = AttributeType.of(received.code);
                if (type.isPresent()) {
                    known(type.get(), received);
                } else if ((received.flags & AttributeType.OPTIONAL) == 0) {
                    return unrecognizedWellKnown(received);
                } else if ((received.flags & AttributeType.TRANSITIVE) != 0) {
                    kept.add(received);
                } // else: optional and not transitive, ignored without a word (RFC 4271 §5)
                at = to;
            }
            return new AttributeBlock(
                    flaws.isEmpty() ? canonical() : PathAttributes.NONE,
                    List.copyOf(discarded),
                    joined(flaws, "; "),
                    joined(missing(), ", ").map(names -> "no " + names),
                    Optional.empty());
        }

        private void known(AttributeType type, Received received) {
            if (!type.readFrom(format)) {
                discarded.add(type + " from "
                        + (type.from == AttributeType.From.INTERNAL_PEER
                                ? "an external peer"
                                : "a four-octet speaker"));
                return;
            }
            present.add(type);
            Optional<String> flaw = AttributeValues.flagsFlaw(type, received.flags)
                    .or(() -> type.check.flaw(octets, received.from, received.to, format));
            if (flaw.isEmpty()) {
                kept.add(received);
            } else {
                String why = type + ": " + flaw.get();
                switch (type.whenMalformed) {
                    case DISCARD -> discarded.add(why);
                    case WITHDRAW, RESET -> flaws.add(why);
                }
            }
        }

        /// RFC 4271 §6.3; RFC 7606 leaves it as it was.
        private AttributeBlock unrecognizedWellKnown(Received received) {
            Notification notification = new Notification(
                    Notification.UPDATE_MESSAGE_ERROR, 2, Octets.of(octets, received.start, received.to));
            return new AttributeBlock(
                    PathAttributes.NONE,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new SessionReset(
                            notification, "unrecognized well-known attribute of type " + received.code)));
        }

        /// Those of RFC 4271 §5 that every announcement must have; NEXT_HOP depends on what is announced.
        private List<String> missing() {
            List<String> missing = new ArrayList<>();
            for (AttributeType type : format.external() ? MANDATORY : MANDATORY_WITHIN_AS) {
                if (!present.contains(type)) {
                    missing.add(type.name());
                }
            }
            return missing;
        }

        private static Optional<String> joined(List<String> words, String separator) {
            return words.isEmpty() ? Optional.empty() : Optional.of(String.join(separator, words));
        }

        private PathAttributes canonical() {
            if (kept.isEmpty()) {
                return PathAttributes.NONE;
            }
            kept.sort(Comparator.comparingInt(Received::code));
            Map<AttributeType, PathAttribute> widened = format.fourOctetAs() ? Map.of() : widened();
            WireWriter out = new WireWriter(64);
            for (Received received : kept) {
                Optional<AttributeType> type = AttributeType.of(received.code);
                if (type.isEmpty()) {
                    // RFC 4271 §5: passed on with the partial bit
                    copy(received, received.flags | AttributeType.PARTIAL, out);
                    continue;
                }
                // A partial bit that somebody has set is never cleared (RFC 4271 §5); elsewhere it means nothing.
                int partial = type.get().flags == (AttributeType.OPTIONAL | AttributeType.TRANSITIVE)
                        ? received.flags & AttributeType.PARTIAL
                        : 0;
                switch (type.get()) {
                    case AS4_PATH, AS4_AGGREGATOR -> {}
                    case LARGE_COMMUNITIES ->
                        AttributeValues.write(
                                AttributeValues.read(0, received.code, octets, received.from, received.to),
                                partial,
                                out);
                    case AS_PATH, AGGREGATOR -> {
                        PathAttribute wide = widened.get(type.get());
                        if (wide != null) {
                            AttributeValues.write(wide, partial, out);
                        } else {
                            copy(received, type.get().flags | partial, out);
                        }
                    }
                    case ORIGIN,
                            NEXT_HOP,
                            MULTI_EXIT_DISC,
                            LOCAL_PREF,
                            ATOMIC_AGGREGATE,
                            COMMUNITIES,
                            ORIGINATOR_ID,
                            CLUSTER_LIST,
                            MP_REACH_NLRI,
                            MP_UNREACH_NLRI,
                            EXTENDED_COMMUNITIES,
                            ONLY_TO_CUSTOMER -> copy(received, type.get().flags | partial, out);
                }
            }
            if (out.length() > LONGEST) {
                flaws.add("AS_PATH that with four-octet AS numbers fits into no message");
                return PathAttributes.NONE;
            }
            return out.length() == 0 ? PathAttributes.NONE : new PathAttributes(out.toArray());
        }

        private void copy(Received received, int flags, WireWriter out) {
            AttributeValues.writeHeader(flags, received.code, received.to - received.from, out);
            out.octets(octets, received.from, received.to);
        }

        /// AS_PATH and AGGREGATOR of a two-octet speaker with four-octet numbers (RFC 6793 §4.2.3).
        private Map<AttributeType, PathAttribute> widened() {
            Map<AttributeType, PathAttribute> widened = new EnumMap<>(AttributeType.class);
            Optional<Aggregator> aggregator =
                    received(AttributeType.AGGREGATOR).map(a -> AttributeValues.readAggregator(octets, a.from, 2));
            Optional<Aggregator> as4Aggregator =
                    received(AttributeType.AS4_AGGREGATOR).map(a -> AttributeValues.readAggregator(octets, a.from, 4));
            Optional<AsPath> as4Path =
                    received(AttributeType.AS4_PATH).map(p -> AttributeValues.readAsPath(octets, p.from, p.to, 4));
            boolean aggregatedSince = as4Aggregator.isPresent()
                    && aggregator
                            .filter(a -> a.as() != TwoOctetSpeaker.AS_TRANS)
                            .isPresent();
            received(AttributeType.AS_PATH)
                    .map(p -> AttributeValues.readAsPath(octets, p.from, p.to, 2))
                    .ifPresent(path ->
                            widened.put(AttributeType.AS_PATH, TwoOctetSpeaker.merge(path, as4Path, aggregatedSince)));
            aggregator.ifPresent(a -> widened.put(AttributeType.AGGREGATOR, TwoOctetSpeaker.merge(a, as4Aggregator)));
            return widened;
        }

        private Optional<Received> received(AttributeType type) {
            return kept.stream().filter(received -> received.code == type.code).findFirst();
        }
    }
}
