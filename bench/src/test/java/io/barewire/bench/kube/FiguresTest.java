package io.barewire.bench.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bench.kube.Figures.Row;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures =
            new Figures("Memory", Row.below(15, "growth", "growth, MiB"), Row.of("cpu", "CPU s"));

    @Test
    void aMedianThatMissesItsAimIsMarked() {
        figures.put("empty", "growth", 2);
        figures.put("full", "growth", 14);
        figures.put("full", "growth", 16);
        figures.put("full", "growth", 15);
        figures.put("full", "cpu", 1.5);
        assertEquals("""

                Memory
                                               empty  full
                growth, MiB (aim: below 15.0)  2.00   15.0 (14.0-16.0) MISSED
                CPU s                          -      1.50
                """, figures.text());
        assertEquals(Optional.of(15.0), figures.median("full", "growth"));
        assertEquals(Optional.empty(), figures.median("empty", "cpu"));
    }

    @Test
    void everyRunIsInTheJson() {
        figures.put("full", "growth", 14);
        figures.put("full", "growth", 16);
        ObjectNode root = new JsonMapper().createObjectNode();
        figures.into(root);
        assertEquals("{\"Memory\":{\"full\":{\"growth\":[14.0,16.0]}}}", root.toString());
    }

    @Test
    void aRowMustBeKnown() {
        assertThrows(IllegalArgumentException.class, () -> figures.put("full", "grwth", 1));
    }

    @Test
    void percentilesAreValuesThatWereThere() {
        Latencies times = new Latencies();
        for (int i = 100; i >= 1; i--) {
            times.add(i * 1_000_000L);
        }
        assertEquals(50, times.at(0.5));
        assertEquals(99, times.at(0.99));
        assertEquals(100, times.at(1));
    }
}
