package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NumberSetTest {
    @Test
    void agreesWithATreeOfNumbers() {
        Seeds.forSeeds(200, rng -> {
            int bound = rng.oneOf(10, 5_000, 300_000);
            NumberSet set = new NumberSet();
            TreeSet<Integer> model = new TreeSet<>();
            for (int i = 0; i < 500; i++) {
                int number = rng.oneOf(rng.between(0, bound), rng.between(4_090, 4_100));
                if (rng.oneIn(2)) {
                    assertEquals(model.add(number), set.add(number));
                } else {
                    int gone = model.isEmpty() || rng.oneIn(4) ? number : model.first();
                    assertEquals(model.remove(gone), set.remove(gone));
                }
                if (rng.oneIn(20)) {
                    takesTheSmallest(set, model, rng.between(0, bound), rng.between(0, 100));
                }
                int from = rng.between(0, bound);
                Integer next = model.ceiling(from);
                assertEquals(next == null ? -1 : next, set.next(from));
                assertEquals(model.contains(number), set.contains(number));
                assertEquals(model.size(), set.size());
            }
            assertEquals(List.copyOf(model), numbers(set));
            isACopy(set, rng);
        });
    }

    private static void takesTheSmallest(NumberSet set, NavigableSet<Integer> model, int from, int most) {
        int[] taken = new int[most];
        int count = set.take(from, taken, most);
        List<Integer> expected = model.tailSet(from).stream().limit(most).toList();
        assertEquals(expected, Arrays.stream(taken, 0, count).boxed().toList());
        expected.forEach(model::remove);
    }

    /// What becomes of one is nothing to the other.
    private static void isACopy(NumberSet set, Rng rng) {
        List<Integer> before = numbers(set);
        NumberSet copy = set.copy();
        before.forEach(set::remove);
        set.add(rng.between(0, 10));
        assertEquals(before, numbers(copy));
    }

    private static List<Integer> numbers(NumberSet set) {
        List<Integer> numbers = new ArrayList<>();
        for (int number = set.next(0); number >= 0; number = set.next(number + 1)) {
            numbers.add(number);
        }
        return numbers;
    }
}
