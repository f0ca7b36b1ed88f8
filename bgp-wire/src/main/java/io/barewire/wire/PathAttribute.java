package io.barewire.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A path attribute (RFC 4271 §4.3 and §5) under its name in the IANA registry. NEXT_HOP, MP_REACH_NLRI and
/// MP_UNREACH_NLRI are not here: they say what is announced, so [Update] has them as its own parts.
public sealed interface PathAttribute {
    record Origin(Kind kind) implements PathAttribute {
        /// In the order of preference (RFC 4271 §9.1.2.2 b), which is also the order of codes.
        public enum Kind {
            IGP(0),
            EGP(1),
            INCOMPLETE(2);

            private final int code;

            Kind(int code) {
                this.code = code;
            }

            public int code() {
                return code;
            }

            /// @throws IllegalArgumentException unless `code` is 0, 1 or 2
            public static Kind of(int code) {
                return switch (code) {
                    case 0 -> IGP;
                    case 1 -> EGP;
                    case 2 -> INCOMPLETE;
                    default -> throw new IllegalArgumentException("no ORIGIN has code " + code);
                };
            }
        }
    }

    /// Always with four-octet AS numbers; AS4_PATH is merged in (RFC 6793 §4.2.3) before anyone sees it.
    record AsPath(List<Segment> segments) implements PathAttribute {
        public static final AsPath EMPTY = new AsPath(List.of());

        public AsPath {
            segments = List.copyOf(segments);
        }

        /// One segment: at most 255 AS numbers, each 0 to 4294967295.
        public record Segment(SegmentType type, List<Long> asNumbers) {
            public enum SegmentType {
                AS_SET(1),
                AS_SEQUENCE(2),
                AS_CONFED_SEQUENCE(3),
                AS_CONFED_SET(4);

                private final int code;

                SegmentType(int code) {
                    this.code = code;
                }

                public int code() {
                    return code;
                }

                /// @throws IllegalArgumentException unless `code` is 1 to 4
                public static SegmentType of(int code) {
                    return switch (code) {
                        case 1 -> AS_SET;
                        case 2 -> AS_SEQUENCE;
                        case 3 -> AS_CONFED_SEQUENCE;
                        case 4 -> AS_CONFED_SET;
                        default -> throw new IllegalArgumentException("no segment has type " + code);
                    };
                }
            }

            public static final int MOST_AS_NUMBERS = 255;

            public Segment {
                asNumbers = List.copyOf(asNumbers);
                if (asNumbers.isEmpty() || asNumbers.size() > MOST_AS_NUMBERS) {
                    throw new IllegalArgumentException("a segment of " + asNumbers.size() + " AS numbers");
                }
                asNumbers.forEach(as -> unsigned32(as, "AS number"));
            }

            /// What the segment counts for in the length of a path (RFC 4271 §9.1.2.2 a, RFC 5065 §5.3).
            int pathLength() {
                return switch (type) {
                    case AS_SEQUENCE -> asNumbers.size();
                    case AS_SET -> 1;
                    case AS_CONFED_SEQUENCE, AS_CONFED_SET -> 0;
                };
            }
        }

        /// The length that the decision process compares (RFC 4271 §9.1.2.2 a): an AS_SET counts as one,
        /// confederation segments as nothing (RFC 5065 §5.3).
        public int length() {
            return segments.stream().mapToInt(Segment::pathLength).sum();
        }

        public boolean contains(long as) {
            return segments.stream().anyMatch(segment -> segment.asNumbers().contains(as));
        }

        /// The path with `as` in front `times` over (RFC 4271 §5.1.2); a full segment gets another one before it.
        public AsPath prepend(long as, int times) {
            List<Segment> longer = new ArrayList<>(segments);
            for (int left = times; left > 0; ) {
                List<Long> front = new ArrayList<>();
                if (!longer.isEmpty()
                        && longer.getFirst().type() == Segment.SegmentType.AS_SEQUENCE
                        && longer.getFirst().asNumbers().size() < Segment.MOST_AS_NUMBERS) {
                    front.addAll(longer.removeFirst().asNumbers());
                }
                int now = Math.min(left, Segment.MOST_AS_NUMBERS - front.size());
                front.addAll(0, Collections.nCopies(now, as));
                longer.addFirst(new Segment(Segment.SegmentType.AS_SEQUENCE, front));
                left -= now;
            }
            return new AsPath(longer);
        }
    }

    /// @param metric 0 to 4294967295
    record MultiExitDisc(long metric) implements PathAttribute {
        public MultiExitDisc {
            unsigned32(metric, "MULTI_EXIT_DISC");
        }
    }

    /// @param preference 0 to 4294967295
    record LocalPref(long preference) implements PathAttribute {
        public LocalPref {
            unsigned32(preference, "LOCAL_PREF");
        }
    }

    record AtomicAggregate() implements PathAttribute {}

    /// AS4_AGGREGATOR is merged in (RFC 6793 §4.2.3).
    ///
    /// @param speaker the IPv4 address that is the BGP identifier of who aggregated
    record Aggregator(long as, IpAddress speaker) implements PathAttribute {
        public Aggregator {
            unsigned32(as, "AS number");
            if (speaker.family() != AddressFamily.IPV4) {
                throw new IllegalArgumentException(speaker + " is not an IPv4 address");
            }
        }
    }

    /// RFC 1997; each value is `AS << 16 | number`.
    record Communities(List<Integer> values) implements PathAttribute {
        public static final int GRACEFUL_SHUTDOWN = 0xFFFF0000; // RFC 8326
        public static final int LLGR_STALE = 0xFFFF0006; // RFC 9494
        public static final int NO_LLGR = 0xFFFF0007; // RFC 9494
        public static final int NO_EXPORT = 0xFFFFFF01;
        public static final int NO_ADVERTISE = 0xFFFFFF02;
        public static final int NO_EXPORT_SUBCONFED = 0xFFFFFF03;

        public Communities {
            values = List.copyOf(values);
        }
    }

    /// RFC 4456 §8.
    record OriginatorId(int bgpIdentifier) implements PathAttribute {}

    /// RFC 4456 §8, nearest reflector first.
    record ClusterList(List<Integer> clusterIds) implements PathAttribute {
        public ClusterList {
            clusterIds = List.copyOf(clusterIds);
        }
    }

    /// RFC 4360; each value is the eight octets as one number.
    record ExtendedCommunities(List<Long> values) implements PathAttribute {
        public ExtendedCommunities {
            values = List.copyOf(values);
        }
    }

    /// RFC 8092.
    ///
    /// @param values without repeats, which are dropped here and so neither kept nor sent (RFC 8092 §2)
    record LargeCommunities(List<LargeCommunity> values) implements PathAttribute {
        /// Three numbers of 32 bits: `global:data1:data2`.
        public record LargeCommunity(long globalAdministrator, long data1, long data2) {
            public LargeCommunity {
                unsigned32(globalAdministrator, "global administrator");
                unsigned32(data1, "local data");
                unsigned32(data2, "local data");
            }

            @Override
            public String toString() {
                return globalAdministrator + ":" + data1 + ":" + data2;
            }
        }

        public LargeCommunities {
            values = values.stream().distinct().toList();
        }
    }

    /// RFC 9234 §5: from the AS named on, the route may only go to customers.
    ///
    /// @param as 0 to 4294967295
    record OnlyToCustomer(long as) implements PathAttribute {
        public OnlyToCustomer {
            unsigned32(as, "AS number");
        }
    }

    /// Not understood, but kept because it is optional and transitive: it is passed on with the partial bit set,
    /// which the decoder does on arrival. Unknown attributes that are optional and not transitive end in the
    /// decoder (RFC 4271 §5), so there is nothing to keep of them.
    ///
    /// @param flags 0xC0, or 0xE0 with the partial bit
    /// @param type a code that has no record of its own here, and is none of the parts of [Update]
    record Unknown(int flags, int type, Octets value) implements PathAttribute {
        public Unknown {
            if (flags != 0xC0 && flags != 0xE0) {
                throw new IllegalArgumentException(
                        "flags 0x%02x are not those of an optional transitive attribute".formatted(flags));
            }
            if (type < 0 || type > 255 || AttributeType.of(type).isPresent()) {
                throw new IllegalArgumentException("attribute type " + type + " is not an unknown one");
            }
        }
    }

    private static void unsigned32(long value, String what) {
        if (value < 0 || value > 0xFFFFFFFFL) {
            throw new IllegalArgumentException(what + " " + value + " is not within 0 to 4294967295");
        }
    }
}
