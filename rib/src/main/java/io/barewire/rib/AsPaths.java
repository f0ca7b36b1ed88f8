package io.barewire.rib;

import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.List;

/// What the decision process and the export rules ask of an AS_PATH.
final class AsPaths {
    private static final int LONGEST_SEGMENT = 255;

    private AsPaths() {}

    static AsPath of(PathAttributes attributes) {
        return attributes.get(AsPath.class).orElse(AsPath.EMPTY);
    }

    /// RFC 4271 §9.1.2.2 a: a set counts one. RFC 5065 §5.3: confederation segments do not count.
    static int length(AsPath path) {
        int length = 0;
        for (Segment segment : path.segments()) {
            length += switch (segment.type()) {
                case AS_SEQUENCE -> segment.asNumbers().size();
                case AS_SET -> 1;
                case AS_CONFED_SEQUENCE, AS_CONFED_SET -> 0;
            };
        }
        return length;
    }

    static boolean contains(AsPath path, long as) {
        for (Segment segment : path.segments()) {
            if (segment.asNumbers().contains(as)) {
                return true;
            }
        }
        return false;
    }

    /// How often it occurs.
    static int count(AsPath path, long as) {
        int count = 0;
        for (Segment segment : path.segments()) {
            for (long each : segment.asNumbers()) {
                count += each == as ? 1 : 0;
            }
        }
        return count;
    }

    /// The AS that MED is compared within (RFC 4271 §9.1.2.2 c): the first one of the path, or our own when the path
    /// is empty or begins with a set.
    static long neighborAs(AsPath path, long localAs) {
        for (Segment segment : path.segments()) {
            switch (segment.type()) {
                case AS_CONFED_SEQUENCE, AS_CONFED_SET -> {}
                case AS_SET -> {
                    return localAs;
                }
                case AS_SEQUENCE -> {
                    return segment.asNumbers().isEmpty()
                            ? localAs
                            : segment.asNumbers().getFirst();
                }
            }
        }
        return localAs;
    }

    /// RFC 4271 §5.1.2 b: `as` in front, in a segment of its own when the first is no sequence or is full.
    static AsPath prepend(long as, AsPath path) {
        List<Segment> segments = new ArrayList<>(path.segments());
        List<Long> first = new ArrayList<>(List.of(as));
        if (!segments.isEmpty()
                && segments.getFirst().type() == SegmentType.AS_SEQUENCE
                && segments.getFirst().asNumbers().size() < LONGEST_SEGMENT) {
            first.addAll(segments.removeFirst().asNumbers());
        }
        segments.addFirst(new Segment(SegmentType.AS_SEQUENCE, first));
        return new AsPath(segments);
    }
}
