package io.barewire.fib;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Numbers that are taken out again at random.
final class IntBag {
    private static final int SMALLEST = 16;

    private final SplittableRandom random = new SplittableRandom(1);
    private int[] numbers = new int[SMALLEST];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void add(int number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    /// Any number that is in it, which is then no longer.
    int draw() {
        int drawn = random.nextInt(size);
        int number = numbers[drawn];
        numbers[drawn] = numbers[--size];
        if (size == 0 && numbers.length > SMALLEST) {
            numbers = new int[SMALLEST];
        }
        return number;
    }
}
