package io.barewire.wire;

import io.barewire.wire.PathAttribute.Aggregator;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Talking to speakers that know AS numbers of two octets only (RFC 6793): in AS_PATH and AGGREGATOR, AS_TRANS
/// stands for a number that does not fit, and the whole truth travels beside them in AS4_PATH and AS4_AGGREGATOR.
final class TwoOctetSpeaker {
    /// Stands for every number that two octets cannot hold.
    static final int AS_TRANS = 23456;

    private TwoOctetSpeaker() {}

    /// The number as a two-octet field shows it.
    static int fold(long as) {
        return as > 0xFFFF ? AS_TRANS : (int) as;
    }

    /// The aggregator meant by the two attributes (RFC 6793 §4.2.3).
    static Aggregator merge(Aggregator aggregator, Optional<Aggregator> as4Aggregator) {
        return aggregator.as() == AS_TRANS ? as4Aggregator.orElse(aggregator) : aggregator;
    }

    /// The path meant by AS_PATH and AS4_PATH (RFC 6793 §4.2.3): what two-octet speakers have put in front since
    /// the last four-octet speaker, then the AS4_PATH. An AS4_PATH that is longer than the path is not for this
    /// path.
    ///
    /// @param aggregatedSince a two-octet speaker has aggregated since, so that both AS4 attributes are stale
    static AsPath merge(AsPath path, Optional<AsPath> as4Path, boolean aggregatedSince) {
        if (as4Path.isEmpty() || aggregatedSince) {
            return path;
        }
        List<Segment> tail = withoutConfederation(as4Path.get());
        int missing = path.length() - new AsPath(tail).length();
        if (missing < 0) {
            return path;
        }
        List<Segment> merged = new ArrayList<>();
        for (Segment segment : path.segments()) {
            int counts = segment.pathLength();
            if (counts > 0 && missing == 0) {
                break;
            }
            if (counts <= missing) { // confederation segments count nothing and come along with their neighbours
                merged.add(segment);
                missing -= counts;
            } else {
                merged.add(new Segment(segment.type(), segment.asNumbers().subList(0, missing)));
                break;
            }
        }
        joined(merged, tail);
        return new AsPath(merged);
    }

    /// What to send as AS4_PATH beside `path`, if anything (RFC 6793 §4.2.2).
    static Optional<AsPath> as4Path(AsPath path) {
        boolean needed = path.segments().stream()
                .flatMap(segment -> segment.asNumbers().stream())
                .anyMatch(as -> as > 0xFFFF);
        List<Segment> segments = withoutConfederation(path);
        return needed && !segments.isEmpty() ? Optional.of(new AsPath(segments)) : Optional.empty();
    }

    private static List<Segment> withoutConfederation(AsPath path) {
        return path.segments().stream()
                .filter(segment -> segment.pathLength() > 0)
                .toList();
    }

    /// Appends `tail`, and makes one sequence of two that meet: equal paths should be equal however they came.
    private static void joined(List<Segment> head, List<Segment> tail) {
        if (!head.isEmpty()
                && !tail.isEmpty()
                && head.getLast().type() == Segment.SegmentType.AS_SEQUENCE
                && tail.getFirst().type() == Segment.SegmentType.AS_SEQUENCE
                && head.getLast().asNumbers().size()
                                + tail.getFirst().asNumbers().size()
                        <= Segment.MOST_AS_NUMBERS) {
            List<Long> asNumbers = new ArrayList<>(head.removeLast().asNumbers());
            asNumbers.addAll(tail.getFirst().asNumbers());
            head.add(new Segment(Segment.SegmentType.AS_SEQUENCE, asNumbers));
            head.addAll(tail.subList(1, tail.size()));
        } else {
            head.addAll(tail);
        }
    }
}
