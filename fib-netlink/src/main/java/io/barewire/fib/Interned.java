package io.barewire.fib;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Values that many share, each once and by number, for as long as somebody refers to it. Numbers begin with
/// 1, so that 0 can mean none, and are used again.
class Interned<T> {
    static final int NONE = 0;

    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<@Nullable T> values = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private int[] references = new int[8];

    Interned() {
        values.add(null);
    }

    /// The number of a value, with one more reference to it.
    int use(T value) {
        Integer known = numbers.get(value);
        int number = known != null ? known : add(value);
        references[number]++;
        return number;
    }

    private int add(T value) {
        int number;
        if (free.isEmpty()) {
            number = values.size();
            values.add(value);
            if (number == references.length) {
                references = Arrays.copyOf(references, 2 * number);
            }
        } else {
            number = free.removeLast();
            values.set(number, value);
        }
        numbers.put(value, number);
        return number;
    }

    /// One more reference to a value that has some; none to [#NONE].
    int use(int number) {
        if (number != NONE) {
            references[number]++;
        }
        return number;
    }

    /// @return whether that was the last reference
    boolean release(int number) {
        if (number == NONE || --references[number] > 0) {
            return false;
        }
        numbers.remove(get(number));
        values.set(number, null);
        free.add(number);
        return true;
    }

    T get(int number) {
        return Objects.requireNonNull(values.get(number));
    }

    /// The value of a number, null for [#NONE].
    @Nullable
    T find(int number) {
        return values.get(number);
    }

    /// Numbers are below this.
    int bound() {
        return values.size();
    }
}
