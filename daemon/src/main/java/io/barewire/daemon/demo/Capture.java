package io.barewire.daemon.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every frame that crosses the bridge between the nodes, taken down by `tcpdump`.
final class Capture {
    private static final Duration LIMIT = Waiting.LIMIT;

    private final Lab lab;
    private final Path file;
    private final ProcessIdentity process;

    private Capture(Lab lab, Path file, ProcessIdentity process) {
        this.lab = lab;
        this.file = file;
        this.process = process;
    }

    /// Returns once nothing is missed any more.
    ///
    /// @param what part of the file's name
    /// @param folder of the lab
    static Capture start(Lab lab, Path folder, String what, Screen screen) throws InterruptedException {
        Path file = folder.resolve(what + ".pcap");
        String name = "tcpdump-" + what;
        // -Z: as who we are, it may write here. -U and immediate mode: what has passed can be counted.
        List<String> command =
                List.of("tcpdump", "-Z", "root", "--immediate-mode", "-U", "-nn", "-i", "br0", "-w", file.toString());
        ProcessIdentity process = lab.watch(name, lab.fabric().inside(command));
        Waiting.until(
                LIMIT,
                screen,
                () -> lab.logged(name).contains("listening on")
                        ? Optional.empty()
                        : Optional.of("tcpdump does not listen"));
        return new Capture(lab, file, process);
    }

    /// Waits until so many frames of a kind are taken down: earlier ones of other kinds then are too.
    void await(int frames, Screen screen, String... filter) throws InterruptedException {
        Waiting.until(LIMIT, screen, () -> {
            int seen = count(filter);
            return seen >= frames
                    ? Optional.empty()
                    : Optional.of(seen + " of " + frames + " frames on the wire: " + String.join(" ", filter));
        });
    }

    /// How many frames of a kind have passed.
    ///
    /// @param filter pcap-filter(7)
    int count(String... filter) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("tcpdump", "-Z", "root", "-nn", "-r", file.toString()));
        command.addAll(List.of(filter));
        Commands.Outcome outcome = lab.commands().run(LIMIT, command);
        // A frame that is being written when the file is read ends it with a complaint.
        return (int) outcome.output().lines().count();
    }

    /// @throws StepFailure when one has passed
    void requireNone(String... filter) throws InterruptedException {
        int seen = count(filter);
        if (seen > 0) {
            throw new StepFailure(seen + " frames on the wire are " + String.join(" ", filter));
        }
    }

    void stop() throws InterruptedException {
        process.terminate();
        process.awaitEnd(LIMIT);
    }
}
