package io.barewire.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// A seeded source of choices. Bounds are inclusive, as a reader expects of "1 to 6".
public final class Rng {
    private final Random random;

    public Rng(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    public int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    public long bits() {
        return random.nextLong();
    }

    /// True once in `n` times.
    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    public byte[] octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    @SafeVarargs
    public final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    public <T> List<T> listOf(int fewest, int most, Function<Rng, T> element) {
        int size = between(fewest, most);
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(element.apply(this));
        }
        return list;
    }

    public <T> List<T> shuffled(List<T> list) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }
}
