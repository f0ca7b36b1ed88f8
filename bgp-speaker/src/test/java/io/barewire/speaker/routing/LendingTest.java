package io.barewire.speaker.routing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What one routing thread lends another when either has much else to do.
class LendingTest {
    private static final String RED = "red";
    private static final Prefix FIRST = Prefix.parse("198.51.100.0/24");
    private static final Prefix LAST = Prefix.parse("203.0.113.0/24");

    private final RoutingThread lender = thread("192.0.2.1");
    private final RoutingThread borrower = thread("192.0.2.2");

    private static SpeakerConfig config(String identifier) {
        return SpeakerConfig.builder(65000, IpAddress.parse(identifier)).build();
    }

    private static RoutingThread thread(String identifier) {
        return new RoutingThread(
                config(identifier), NextHopResolver.EVERYTHING_CONNECTED, KernelRoutes.UNKNOWN, _ -> {}, () -> {});
    }

    @AfterEach
    void end() throws InterruptedException {
        lender.end();
        borrower.end();
    }

    private boolean borrowed(Prefix prefix) {
        AtomicBoolean there = new AtomicBoolean();
        borrower.await(core -> there.set(core.rib().hasRoute(prefix)));
        return there.get();
    }

    /// Busy until the latch is open.
    private static CountDownLatch busy(RoutingThread thread) {
        CountDownLatch free = new CountDownLatch(1);
        thread.execute(_ -> {
            try {
                assertTrue(free.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        return free;
    }

    /// What was to be handed over at the end of the turn is on its way.
    private static void awaitEndOfTurn(RoutingThread thread) {
        thread.await(_ -> {});
        thread.await(_ -> {});
    }

    @Test
    void whatIsBorrowedAgainBeforeTheEndHasComeIsThere() {
        lender.execute(core -> core.announce(FIRST));
        LeakPipe before = lender.lendTo(borrower, RED);
        await().until(() -> borrowed(FIRST));

        CountDownLatch free = busy(lender);
        lender.endLending(before);
        lender.lendTo(borrower, RED);
        lender.execute(core -> core.announce(LAST));
        free.countDown();
        await().until(() -> borrowed(LAST));
        assertTrue(borrowed(FIRST));
    }

    @Test
    void whatWasOnItsWayToTheTablesBeforeIsNotKeptInTheNewOnes() {
        lender.lendTo(borrower, RED);
        awaitEndOfTurn(lender);
        CountDownLatch borrowerFree = busy(borrower);
        borrower.execute(core -> core.configure(config("192.0.2.3")));
        lender.execute(core -> core.announce(FIRST));
        awaitEndOfTurn(lender);

        CountDownLatch lenderFree = busy(lender);
        lender.execute(core -> core.withdraw(FIRST));
        borrowerFree.countDown();
        await().until(() -> borrowed(FIRST));
        lender.execute(core -> core.announce(LAST));
        lenderFree.countDown();
        await().until(() -> borrowed(LAST));
        assertFalse(borrowed(FIRST));
    }
}
