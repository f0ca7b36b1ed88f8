package io.barewire.controller;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.Election.Move;
import io.barewire.controller.Election.Seen;
import io.barewire.controller.Election.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ElectionTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    private static Election candidate(String name) {
        return new Election("ns", "lease", name);
    }

    private static ObjectNode heldBy(String name, Instant now) {
        Step step = candidate(name).step(Seen.NOTHING, Optional.empty(), now);
        return assertInstanceOf(Move.Create.class, step.move()).lease();
    }

    @Test
    void theFirstMakesTheLease() {
        ObjectNode lease = heldBy("a", START);
        assertEquals("lease", lease.at("/metadata/name").asText());
        assertEquals("ns", lease.at("/metadata/namespace").asText());
        assertEquals("a", lease.at("/spec/holderIdentity").asText());
        assertEquals("2026-11-01T00:00:00.000000Z", lease.at("/spec/renewTime").asText());
        assertEquals(15, lease.at("/spec/leaseDurationSeconds").asInt());
    }

    @Test
    void anotherWaitsAsLongAsTheLeaseChangesAndTakesItWhenItDoesNot() {
        Election other = candidate("b");
        // Its clock is an hour off: what is written in the lease does not matter.
        Instant now = START.plus(Duration.ofHours(1));
        Step step = other.step(Seen.NOTHING, Optional.of(heldBy("a", START)), now);
        assertEquals(Move.Wait.WAIT, step.move());
        ObjectNode renewed = heldBy("a", START.plusSeconds(10));
        step = other.step(step.seen(), Optional.of(renewed), now.plusSeconds(14));
        assertEquals(Move.Wait.WAIT, step.move());
        step = other.step(step.seen(), Optional.of(renewed), now.plusSeconds(28));
        assertEquals(Move.Wait.WAIT, step.move());
        step = other.step(step.seen(), Optional.of(renewed), now.plusSeconds(29));
        ObjectNode taken = assertInstanceOf(Move.Replace.class, step.move()).lease();
        assertEquals("b", taken.at("/spec/holderIdentity").asText());
        assertEquals(1, taken.at("/spec/leaseTransitions").asInt());
    }

    @Test
    void whatWasGivenBackIsTakenAtOnce() {
        ObjectNode lease = heldBy("a", START);
        assertEquals(Optional.empty(), candidate("b").released(lease));
        Step step = candidate("b").step(Seen.NOTHING, candidate("a").released(lease), START);
        assertInstanceOf(Move.Replace.class, step.move());
    }

    /// Clocks that run apart, candidates that stop for a while or go: never do two believe that they lead.
    @Test
    void thereIsOneLeaderAtATime() {
        forSeeds(200, rng -> {
            List<Simulated> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(new Simulated(candidate("c" + i), Duration.ofSeconds(rng.between(-3_000, 3_000))));
            }
            Optional<ObjectNode> lease = Optional.empty();
            int version = 0;
            boolean everLed = false;
            for (int second = 0; second < 300; second++) {
                Instant time = START.plusSeconds(second);
                for (Simulated one : all) {
                    if (rng.oneIn(60)) {
                        one.stoppedUntil = time.plusSeconds(rng.between(1, 40));
                    }
                    if (time.isBefore(one.stoppedUntil) || rng.oneIn(2)) {
                        continue;
                    }
                    Instant own = time.plus(one.clockError);
                    int read = version;
                    Step step = one.election.step(one.seen, lease, own);
                    one.seen = step.seen();
                    boolean conflict = rng.oneIn(10); // another write came between
                    Optional<ObjectNode> write = switch (step.move()) {
                        case Move.Create(ObjectNode fresh) -> Optional.of(fresh);
                        case Move.Replace(ObjectNode held) -> Optional.of(held);
                        case Move.Wait.WAIT -> Optional.empty();
                    };
                    if (write.isPresent() && !conflict && read == version) {
                        lease = write;
                        version++;
                        one.leaderUntil = time.plus(Leadership.TRUSTED);
                        everLed = true;
                    }
                }
                long leaders = all.stream()
                        .filter(one -> time.isBefore(one.leaderUntil))
                        .count();
                assertTrue(leaders <= 1, "two lead at second " + second);
            }
            assertTrue(everLed);
        });
    }

    private static final class Simulated {
        final Election election;
        final Duration clockError;
        Seen seen = Seen.NOTHING;
        Instant stoppedUntil = Instant.MIN;
        Instant leaderUntil = Instant.MIN;

        Simulated(Election election, Duration clockError) {
            this.election = election;
            this.clockError = clockError;
        }
    }
}
