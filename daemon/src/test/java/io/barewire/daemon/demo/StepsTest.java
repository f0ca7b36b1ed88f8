package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.daemon.demo.StepResult.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepsTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(told, true, StandardCharsets.UTF_8), false);
    private final List<String> ran = new ArrayList<>();

    private Step good(String title) {
        return Step.of(title, () -> {
            ran.add(title);
            return "as it should be";
        });
    }

    private Step cleaning(String title) {
        return Step.always(title, good(title).trial());
    }

    private static List<Verdict> verdicts(List<StepResult> results) {
        return results.stream().map(StepResult::verdict).toList();
    }

    @Test
    void allStepsHoldOnlyIfEveryOneDid() {
        Summary summary = new Summary(Steps.run(List.of(good("a"), good("b"), cleaning("c")), screen));
        assertTrue(summary.held());
        assertEquals(List.of("a", "b", "c"), ran);
        assertTrue(summary.table().contains("3 of 3 steps held"), summary.table());
    }

    @Test
    void aFailedStepEndsTheStoryAndSaysWhatWasSeenButCleaningUpStillHappens() throws JsonProcessingException {
        Step bad = Step.of("b", () -> {
            throw new StepFailure("node2 has no route to 10.244.1.0/24");
        });
        Summary summary = new Summary(Steps.run(List.of(good("a"), bad, good("c"), cleaning("d")), screen));
        assertFalse(summary.held());
        assertEquals(List.of(Verdict.HELD, Verdict.FAILED, Verdict.NOT_RUN, Verdict.HELD), verdicts(summary.results()));
        assertEquals(List.of("a", "d"), ran);
        assertTrue(told.toString(StandardCharsets.UTF_8).contains("node2 has no route to 10.244.1.0/24"));
        assertTrue(summary.table().contains("2 of 4 steps held"), summary.table());
        JsonNode json = new ObjectMapper().readTree(summary.json());
        assertFalse(json.path("held").asBoolean(true));
        assertEquals("not_run", json.path("steps").path(2).path("verdict").asText());
    }

    @Test
    void aDefectOfTheDemoIsAFailureToo() {
        Step broken = Step.of("a", () -> String.valueOf(List.of().getFirst()));
        Summary summary = new Summary(Steps.run(List.of(broken), screen));
        assertFalse(summary.held());
        assertTrue(summary.results().getFirst().seen().contains("NoSuchElementException"));
    }

    @Test
    void anInterruptEndsTheStoryAndCleansUpAndIsPassedOn() {
        Step stopped = Step.of("a", () -> {
            Thread.currentThread().interrupt();
            return "not noticed here";
        });
        Step waiting = Step.of("b", () -> {
            Waiting.until(Duration.ofMinutes(1), screen, () -> Optional.of("nothing"));
            return "never";
        });
        Step cleaning = Step.always("c", () -> {
            assertFalse(Thread.currentThread().isInterrupted());
            return "clean";
        });
        List<StepResult> results = Steps.run(List.of(stopped, waiting, cleaning), screen);
        assertTrue(Thread.interrupted());
        assertEquals(List.of(Verdict.HELD, Verdict.STOPPED, Verdict.HELD), verdicts(results));
        Summary summary = new Summary(results);
        assertFalse(summary.held());
        assertFalse(summary.failed());
        assertTrue(summary.table().contains("2  stopped"), summary.table());
    }

    @Test
    void whatFailsOfAnInterruptIsStopped() {
        Step silent = Step.of("a", () -> {
            Thread.currentThread().interrupt();
            throw new StepFailure("the agent of node1 does not answer");
        });
        List<StepResult> results = Steps.run(List.of(silent, cleaning("b")), screen);
        assertTrue(Thread.interrupted());
        assertEquals(List.of(Verdict.STOPPED, Verdict.HELD), verdicts(results));
    }

    @Test
    void anInterruptWhileItCleansUpDoesNotHideThatAStepHadFailed() {
        Step bad = Step.of("a", () -> {
            throw new StepFailure("node2 has no route to 10.244.1.0/24");
        });
        Step cleaning = Step.always("b", () -> {
            throw new InterruptedException();
        });
        List<StepResult> results = Steps.run(List.of(bad, cleaning), screen);
        assertTrue(Thread.interrupted());
        assertEquals(List.of(Verdict.FAILED, Verdict.STOPPED), verdicts(results));
        assertTrue(new Summary(results).failed());
    }

    @Test
    void noStepsAreNoSuccess() {
        assertFalse(new Summary(List.of()).held());
    }

    @Test
    void aWaitThatTakesTooLongSaysWhatIsMissing() {
        Step waiting = Step.of("a", () -> {
            Waiting.until(Duration.ZERO, screen, () -> Optional.of("node1 has no route"));
            return "never";
        });
        assertEquals(
                "after 0 s still: node1 has no route",
                Steps.run(List.of(waiting), screen).getFirst().seen());
    }
}
