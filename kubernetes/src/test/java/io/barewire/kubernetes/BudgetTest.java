package io.barewire.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetTest {
    @Test
    void aBudgetIsSpentAtOnceAndComesBackSlowly() {
        Duration each = Duration.ofMillis(500);
        Budget budget = new Budget(3, each, 0);
        for (int i = 0; i < 3; i++) {
            assertTrue(budget.pause(0).isZero());
            budget.take(0, 1);
        }
        assertEquals(each, budget.pause(0));
        assertTrue(budget.pause(each.toNanos()).isZero());
        budget.take(each.toNanos(), 1);
        assertEquals(each, budget.pause(each.toNanos()));
        assertTrue(budget.pause(each.toNanos() * 100).isZero());
        budget.take(each.toNanos() * 100, 10);
        assertEquals(each.multipliedBy(8), budget.pause(each.toNanos() * 100));
    }

    @Test
    void whatWasTakenAheadStaysSoManyWhenThePaceChanges() {
        Budget budget = new Budget(3, Duration.ofMillis(500), 0);
        budget.take(0, 5);
        assertEquals(Duration.ofMillis(1500), budget.pause(0));
        budget.setEach(Duration.ofMillis(50), 0);
        assertEquals(Duration.ofMillis(150), budget.pause(0));
    }
}
