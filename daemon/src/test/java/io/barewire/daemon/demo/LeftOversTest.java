package io.barewire.daemon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftOversTest {
    private final Commands commands = new Commands(Map.of());

    @TempDir
    Path folder;

    @Test
    void stateIsReadBackAsItWasWritten() {
        Path file = folder.resolve("state.json");
        assertEquals(Optional.empty(), LabState.read(file));
        LabState state = new LabState(true, List.of("bw-x-node1"), List.of(new ProcessIdentity(7, 42, "agent-node1")));
        state.write(file);
        assertEquals(Optional.of(state), LabState.read(file));
    }

    @Test
    void halfAStateFileIsToldNotGuessed() throws IOException {
        Path file = Files.writeString(folder.resolve("state.json"), "{\"userNamespace\":tr");
        StepFailure failure = assertThrows(StepFailure.class, () -> LabState.read(file));
        assertTrue(failure.seen().contains("ip netns list"), failure.seen());
    }

    @Test
    void aProcessIsEndedOnlyWhileItIsTheOneThatWasStarted() throws InterruptedException {
        Process process = commands.start(folder.resolve("log"), List.of("sleep", "60"));
        ProcessIdentity sleep = ProcessIdentity.of(process, "sleep");
        ProcessIdentity earlier = new ProcessIdentity(sleep.pid(), sleep.startTicks() - 1, "an earlier process");
        assertFalse(earlier.alive());
        earlier.kill();
        assertTrue(sleep.alive());
        sleep.kill();
        sleep.awaitEnd(Duration.ofSeconds(30));
        assertFalse(sleep.alive());
    }

    @Test
    void namesWithBlanksAndBracketsDoNotMoveTheFieldsOfStat() {
        String tail = " S 1 2 2 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 2 3";
        assertEquals(Optional.of(987654L), ProcessIdentity.startTicks("12 (a b) c) (d)" + tail));
        assertEquals(Optional.empty(), ProcessIdentity.startTicks("12 (sh)" + tail.replace(" S ", " Z ")));
        assertEquals(Optional.empty(), ProcessIdentity.startTicks("12 (sh) S 1"));
    }

    @Test
    void aProgramThatDoesNotEndIsEnded() {
        StepFailure failure =
                assertThrows(StepFailure.class, () -> commands.run(Duration.ofMillis(50), List.of("sleep", "60")));
        assertTrue(failure.seen().contains("sleep 60: not done"), failure.seen());
    }

    @Test
    void aFloodOfOutputIsReadToItsEndButNotKept() throws InterruptedException {
        Commands.Outcome outcome = commands.run(
                Duration.ofSeconds(30),
                List.of("sh", "-c", "head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 3"));
        assertEquals(3, outcome.status());
        assertEquals(Commands.OUTPUT_LIMIT, outcome.output().length());
        assertEquals(Commands.OUTPUT_LIMIT, outcome.errors().length());
    }

    @Test
    void aCommandIsShownAsItCanBeTyped() {
        assertEquals(
                "'/tmp/a b/barewire' --peer fd00::1 'it'\\''s' ''",
                Commands.typed(List.of("/tmp/a b/barewire", "--peer", "fd00::1", "it's", "")));
    }

    @Test
    void aMissingProgramIsNamed() {
        StepFailure failure = assertThrows(
                StepFailure.class, () -> commands.run(Duration.ofSeconds(1), List.of("no-such-program", "x")));
        assertTrue(failure.seen().contains("no-such-program"), failure.seen());
    }
}
