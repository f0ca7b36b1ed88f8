package io.barewire.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Errno;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Readings of a kernel whose links come and go meanwhile (`NLM_F_DUMP_INTR`).
class WholeReadingTest {
    @Test
    void anInterruptedReadingIsDoneAgainAndLeavesNothing() throws Exception {
        AtomicInteger readings = new AtomicInteger();
        List<Integer> read = RouteSocket.whole("links", all -> {
            all.add(readings.incrementAndGet());
            return readings.get() == 3;
        });
        assertEquals(List.of(3), read);
    }

    @Test
    void oneThatIsNeverWholeIsAnErrorAndNotHalfOfTheTruth() {
        NetlinkException refused =
                assertThrows(NetlinkException.class, () -> RouteSocket.whole("links", all -> !all.add(1)));
        assertEquals(Errno.EINTR, refused.errno());
        assertTrue(refused.toString().contains("links"), refused.toString());
    }
}
