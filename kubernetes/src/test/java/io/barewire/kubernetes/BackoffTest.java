package io.barewire.kubernetes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void attemptsComeMoreAndMoreRarely() {
        assertWithin(backoff.next(), Duration.ofMillis(125), Duration.ofMillis(250));
        assertWithin(backoff.next(), Duration.ofMillis(250), Duration.ofMillis(500));
        for (int i = 0; i < 20; i++) {
            backoff.next();
        }
        assertWithin(backoff.next(), Duration.ofSeconds(15), Duration.ofSeconds(30));
        backoff.reset();
        assertWithin(backoff.next(), Duration.ofMillis(125), Duration.ofMillis(250));
    }

    @Test
    void whatTheServerDoesNotKnowIsLookedForEvenMoreRarely() {
        for (int i = 0; i < 20; i++) {
            backoff.nextWhenAbsent(Resource.KUBE_OVN_SUBNETS);
        }
        assertWithin(backoff.nextWhenAbsent(Resource.KUBE_OVN_SUBNETS), Duration.ofSeconds(150), Duration.ofMinutes(5));
        assertWithin(backoff.next(), Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    /// It is installed with the agents, before or behind them.
    @Test
    void ourOwnKindsAreLookedForEveryMinute() {
        for (int i = 0; i < 20; i++) {
            backoff.nextWhenAbsent(Resource.FRR_CONFIGURATIONS);
        }
        assertWithin(backoff.nextWhenAbsent(Resource.ROUTING_POLICIES), Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    /// An agent's role names Pods and Services only where Kube-OVN's annotations are wanted, and Secrets always.
    @Test
    void whatNotEveryRoleNamesIsAskedForRarelyOnceRefused() {
        for (int i = 0; i < 20; i++) {
            backoff.nextWhenForbidden(Resource.SERVICES);
        }
        assertWithin(backoff.nextWhenForbidden(Resource.PODS), Duration.ofSeconds(150), Duration.ofMinutes(5));
        assertWithin(backoff.nextWhenForbidden(Resource.SECRETS), Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    /// In virtual time.
    @Test
    void inAnHourWithoutAServerItIsAskedTwoToFourTimesAMinute() {
        Duration time = Duration.ZERO;
        int attempts = 0;
        while (time.compareTo(Duration.ofHours(1)) < 0) {
            time = time.plus(backoff.next());
            attempts++;
        }
        int all = attempts;
        assertTrue(all >= 120 && all <= 260, () -> all + " attempts");
    }

    private static void assertWithin(Duration wait, Duration least, Duration most) {
        assertTrue(wait.compareTo(least) >= 0 && wait.compareTo(most) <= 0, wait::toString);
    }
}
