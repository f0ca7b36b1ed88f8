package io.barewire.rib;

import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /// The AS that a path says the route comes from; none when the path is empty or ends with a set.
    static Optional<Long> originAs(AsPath path) {
        Optional<Segment> last = path.segments().isEmpty()
                ? Optional.empty()
                : Optional.of(path.segments().getLast());
        return last.filter(segment -> segment.type() == SegmentType.AS_SEQUENCE)
                .map(segment -> segment.asNumbers().getLast());
    }

    /// Every `as` replaced by another.
    static AsPath replace(AsPath path, long as, long by) {
        return new AsPath(path.segments().stream()
                .map(segment -> new Segment(
                        segment.type(),
                        segment.asNumbers().stream()
                                .map(number -> number == as ? by : number)
                                .toList()))
                .toList());
    }

    /// Less the numbers of private use (RFC 6996 §5).
    static AsPath withoutPrivate(AsPath path) {
        List<Segment> segments = new ArrayList<>();
        for (Segment segment : path.segments()) {
            List<Long> left =
                    segment.asNumbers().stream().filter(as -> !isPrivate(as)).toList();
            if (!left.isEmpty()) {
                segments.add(new Segment(segment.type(), left));
            }
        }
        return new AsPath(segments);
    }

    private static boolean isPrivate(long as) {
        return (as >= 64512 && as <= 65534) || (as >= 4_200_000_000L && as <= 4_294_967_294L);
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
