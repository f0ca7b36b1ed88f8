package io.barewire.testkit;

import java.util.function.Consumer;

/// Runs a property with many seeds; a failure names the seed that repeats it.
public final class Seeds {
    private Seeds() {}

    /// Runs `property` with seeds 1 to `count`, or with the one given as `-Dseed=N`.
    public static void forSeeds(int count, Consumer<Rng> property) {
        Long only = Long.getLong("seed");
        if (only != null) {
            property.accept(new Rng(only));
            return;
        }
        for (long seed = 1; seed <= count; seed++) {
            try {
                property.accept(new Rng(seed));
            } catch (Exception | AssertionError failure) {
                throw new AssertionError(
                        "seed " + seed + ": " + failure.getMessage() + " (replay with -Dseed=" + seed + ")", failure);
            }
        }
    }
}
