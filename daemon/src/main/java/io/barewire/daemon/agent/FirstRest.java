package io.barewire.daemon.agent;

import io.barewire.libc.Libc;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an agent with `--rehearse` does when nothing has happened for a moment after its start: it plays what may come,
/// so that the first storm of sessions and the first dead peer do not meet code that has never run. On a thread of its
/// own with the least priority; nothing waits for it, and nothing is amiss when it does not happen.
public final class FirstRest {
    private static final Logger LOG = LoggerFactory.getLogger(FirstRest.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration NEARLY_NOTHING = Duration.ofMillis(10); // the kernel's measure
    private static final int LOOKS_AT_REST = 3;
    private static final int MOST_LOOKS = 600;
    private static final int LEAST_PRIORITY = 19;

    private FirstRest() {}

    /// Returns at once.
    ///
    /// @param rehearsals what is played then, one after the other
    /// @return an interrupt ends it
    public static Thread await(Agent agent, List<Runnable> rehearsals) {
        return Thread.ofPlatform().daemon().name("rehearsal").start(() -> {
            try {
                if (comes(agent)) {
                    yieldToAll();
                    rehearsals.forEach(Runnable::run);
                } else {
                    LOG.info("no rehearsal: a minute after the start there is still work to do");
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error missing) { // such as a thread or memory
                LOG.info("no rehearsal, or not all of it: {}", missing.toString());
            }
        });
    }

    /// Until the agent's speaker has begun and the process has done nothing for three looks; not longer than a minute.
    /// Somebody who waits for the agent to be idle looks for longer than that, and so waits for the rehearsal too.
    private static boolean comes(Agent agent) throws InterruptedException {
        Duration before = processorTime();
        int atRest = 0;
        for (int i = 0; i < MOST_LOOKS && atRest < LOOKS_AT_REST; i++) {
            Thread.sleep(LOOK);
            Duration now = processorTime();
            boolean rests = agent.speaker().isPresent() && now.minus(before).compareTo(NEARLY_NOTHING) <= 0;
            atRest = rests ? atRest + 1 : 0;
            before = now;
        }
        return atRest == LOOKS_AT_REST;
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
