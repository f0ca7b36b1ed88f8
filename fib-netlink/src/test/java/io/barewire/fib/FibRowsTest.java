package io.barewire.fib;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.fib.FibEntry.State;
import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The columns against a map of objects.
class FibRowsTest {
    private static final int SOME = FibRows.ADOPTED | FibRows.DRIFTED | FibRows.SEEN;

    private static final class Row {
        boolean queued;
        int wanted;
        int ours;
        int holder = FibRows.NONE;
        int error;
        int marks;

        @Nullable
        State state;
    }

    @Test
    void columnsHoldWhatAMapOfObjectsWould() {
        forSeeds(100, rng -> {
            FibRows rows = new FibRows();
            Map<Prefix, Row> model = new HashMap<>();
            for (int i = rng.between(1, 2_000); i > 0; i--) {
                change(rng, rows, model);
            }
            compare(rows, model);
            Set<Prefix> waiting = waiting(model);
            for (int row = rows.dequeue(); row != FibRows.NONE; row = rows.dequeue()) {
                assertTrue(waiting.remove(rows.prefix(row)));
            }
            assertEquals(Set.of(), waiting);
            assertFalse(rows.hasQueued());
            for (Prefix prefix : Set.copyOf(model.keySet())) {
                rows.remove(find(rows, prefix));
                model.remove(prefix);
            }
            compare(rows, model);
        });
    }

    private static void change(Rng rng, FibRows rows, Map<Prefix, Row> model) {
        boolean ipv4 = rng.oneIn(2);
        Prefix prefix = Prefix.of(
                ipv4
                        ? IpAddress.ipv4(0x0A000000 | rng.between(0, 600) << 8)
                        : IpAddress.parse("2001:db8:" + rng.between(0, 600) + "::"),
                ipv4 ? 24 : 48);
        int row = find(rows, prefix);
        Row object = model.get(prefix);
        assertEquals(object == null, row == FibRows.NONE);
        if (object == null) {
            object = new Row();
            model.put(prefix, object);
            row = rows.findOrAdd(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        }
        int value = rng.between(0, 9);
        switch (rng.between(0, 9)) {
            case 0 -> {
                if (!object.queued) {
                    model.remove(prefix);
                    rows.remove(row);
                }
            }
            case 1 -> {
                object.wanted = value;
                rows.setWanted(row, value);
            }
            case 2 -> {
                object.ours = value;
                rows.setOurs(row, value);
            }
            case 3 -> {
                object.holder = rng.oneOf(FibRows.NONE, 0, 255);
                rows.setHolder(row, object.holder);
            }
            case 4 -> {
                object.error = value;
                rows.setError(row, value);
            }
            case 5 -> {
                int mark = rng.oneOf(FibRows.ADOPTED, FibRows.DRIFTED, FibRows.SEEN);
                boolean on = rng.oneIn(2);
                object.marks = on ? object.marks | mark : object.marks & ~mark;
                rows.mark(row, mark, on);
            }
            case 6 -> {
                object.state = rng.oneIn(5) ? null : rng.oneOf(State.values());
                rows.setState(row, object.state, value);
            }
            case 7 -> {
                if (!object.queued) {
                    object.queued = true;
                    rows.enqueue(row);
                }
            }
            case 8 -> {
                int dequeued = rows.dequeue();
                assertEquals(waiting(model).isEmpty(), dequeued == FibRows.NONE);
                if (dequeued != FibRows.NONE) {
                    Row its = row(model, rows.prefix(dequeued));
                    assertTrue(its.queued);
                    its.queued = false;
                }
            }
            default -> {
                if (rng.oneIn(50)) {
                    rows.unmarkAll(FibRows.SEEN);
                    model.values().forEach(one -> one.marks &= ~FibRows.SEEN);
                }
            }
        }
    }

    private static Set<Prefix> waiting(Map<Prefix, Row> model) {
        return model.keySet().stream()
                .filter(prefix -> row(model, prefix).queued)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static void compare(FibRows rows, Map<Prefix, Row> model) {
        Set<Prefix> seen = new HashSet<>();
        Set<Prefix> withError = new HashSet<>();
        rows.forEach(row -> {
            Prefix prefix = rows.prefix(row);
            seen.add(prefix);
            Row object = row(model, prefix);
            assertEquals(object.wanted, rows.wanted(row));
            assertEquals(object.ours, rows.ours(row));
            assertEquals(object.holder, rows.holder(row));
            assertEquals(object.error, rows.error(row));
            assertEquals(object.state, rows.state(row));
            for (int mark = 1; mark <= SOME; mark <<= 1) {
                assertEquals(mark == FibRows.QUEUED ? object.queued : (object.marks & mark) != 0, rows.is(row, mark));
            }
        });
        rows.forEachWithError(row -> withError.add(rows.prefix(row)));
        assertEquals(model.keySet(), seen);
        assertEquals(
                model.keySet().stream()
                        .filter(prefix -> row(model, prefix).error != 0)
                        .collect(Collectors.toSet()),
                withError);
        for (State state : State.values()) {
            assertEquals(
                    model.values().stream().filter(row -> row.state == state).count(), rows.count(state));
        }
    }

    private static Row row(Map<Prefix, Row> model, Prefix prefix) {
        return Objects.requireNonNull(model.get(prefix), () -> "not there: " + prefix);
    }

    private static int find(FibRows rows, Prefix prefix) {
        return rows.find(prefix.family(), prefix.high(), prefix.low(), prefix.length());
    }
}
