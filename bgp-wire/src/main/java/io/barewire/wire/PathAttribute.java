package io.barewire.wire;

import java.util.List;

/// A path attribute (RFC 4271 §4.3 and §5) under its name in the IANA registry. NEXT_HOP, MP_REACH_NLRI and
/// MP_UNREACH_NLRI are not here: they say what is announced, so [Update] has them as its own parts.
public sealed interface PathAttribute {
    record Origin(Kind kind) implements PathAttribute {
        /// In the order of preference (RFC 4271 §9.1.2.2 b), which is also the order of codes 0, 1, 2.
        public enum Kind {
            IGP,
            EGP,
            INCOMPLETE
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
            }

            public Segment {
                asNumbers = List.copyOf(asNumbers);
            }
        }
    }

    record MultiExitDisc(long metric) implements PathAttribute {}

    record LocalPref(long preference) implements PathAttribute {}

    record AtomicAggregate() implements PathAttribute {}

    /// AS4_AGGREGATOR is merged in (RFC 6793 §4.2.3).
    record Aggregator(long as, IpAddress speaker) implements PathAttribute {}

    /// RFC 1997; each value is `AS << 16 | number`.
    record Communities(List<Integer> values) implements PathAttribute {
        public static final int GRACEFUL_SHUTDOWN = 0xFFFF0000; // RFC 8326
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
    record LargeCommunities(List<LargeCommunity> values) implements PathAttribute {
        /// Three numbers of 32 bits: `global:data1:data2`.
        public record LargeCommunity(long globalAdministrator, long data1, long data2) {}

        public LargeCommunities {
            values = List.copyOf(values);
        }
    }

    /// Not understood, but kept. `flags` are the flag octet's upper four bits; optional transitive ones are passed on
    /// with the partial bit set, optional non-transitive ones end here (RFC 4271 §9).
    record Unknown(int flags, int type, Octets value) implements PathAttribute {}
}
