package io.barewire.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelRoutesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the first look knows nothing of a rate        |  10000 | 10003 | 999999999 |    0 |  1 |   2
            half of what is left                          | 200000 | 50000 |       200 | 1500 | 20 | 400
            a slow start does not put the end off         | 500000 |   100 |         2 |    4 |  1 |   2
            nor in the middle: a third of the time so far | 400000 | 10000 |       100 |  900 | 20 | 300
            at the end, as rare as is bearable            |   1000 | 90000 |       400 | 2000 | 60 | 120
            nothing moves                                 | 500000 |     0 |       400 | 2000 | 60 | 120""")
    void theNextLookComes(String when, long left, long moved, long since, long waited, long cost, long milliseconds) {
        long milli = 1_000_000;
        assertEquals(
                milliseconds * milli,
                KernelRoutes.pauseNanos(left, moved, since * milli, waited * milli, cost * milli),
                when);
    }
}
