package io.barewire.daemon.agent;

import io.barewire.libc.Libc;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;

/// What an agent with `--rehearse` does when nothing has happened for a moment after its start: it plays what may come,
/// so that the first storm of sessions and the first dead peer do not meet code that has never run. On a thread of its
/// own with the least priority; nothing waits for it.
public final class FirstRest {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration NEARLY_NOTHING = Duration.ofMillis(10); // the kernel's measure
    private static final int LOOKS_AT_REST = 3;
    private static final int MOST_LOOKS = 600;
    private static final int LEAST_PRIORITY = 19;

    private FirstRest() {}

    /// Returns at once.
    ///
    /// @param rehearsals what is played then, one after the other
    public static void await(Agent agent, List<Runnable> rehearsals) {
        Thread.ofPlatform().daemon().name("rehearsal").start(() -> {
            try {
                awaitRest(agent);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            }
            yieldToAll();
            rehearsals.forEach(Runnable::run);
        });
    }

    /// Until its speaker has begun and the process has done nothing for three looks; after a minute in any case.
    /// Somebody who waits for the agent to be idle looks for longer than that, and so waits for the rehearsal too.
    private static void awaitRest(Agent agent) throws InterruptedException {
        Duration before = processorTime();
        int atRest = 0;
        for (int i = 0; i < MOST_LOOKS && atRest < LOOKS_AT_REST; i++) {
            Thread.sleep(LOOK);
            Duration now = processorTime();
            boolean rests = agent.speaker().isPresent() && now.minus(before).compareTo(NEARLY_NOTHING) <= 0;
            atRest = rests ? atRest + 1 : 0;
            before = now;
        }
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// This thread, and those that it begins. Whoever is not allowed to rehearses all the same.
    private static void yieldToAll() {
        try (Arena arena = Arena.ofConfined()) {
            new Libc(arena).setpriority(Libc.PRIO_PROCESS, 0, LEAST_PRIORITY);
        }
    }
}
