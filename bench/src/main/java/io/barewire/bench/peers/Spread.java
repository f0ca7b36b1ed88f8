package io.barewire.bench.peers;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Several runs' values of one figure.
public record Spread(int count, double median, double least, double most) {
    /// Empty when there are no values.
    public static Optional<Spread> of(Collection<Double> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return Optional.of(new Spread(sorted.size(), median, sorted.getFirst(), sorted.getLast()));
    }
}
