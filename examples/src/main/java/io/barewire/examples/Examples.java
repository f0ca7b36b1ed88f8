package io.barewire.examples;

import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The examples as one command.
@Command(
        name = "example",
        description = "Programs that embed the speaker.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "NAME",
        subcommands = {AnnouncePrefix.class, RouteCollector.class, LookingGlass.class})
public final class Examples {
    Examples() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Examples()).execute(args));
    }

    /// Waits for Ctrl-C or a signal, which then waits for `ending`.
    static void untilStopped(AutoCloseable... ending) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (AutoCloseable each : ending) {
                try {
                    each.close();
                } catch (Exception failure) {
                    System.err.println(failure);
                }
            }
            stopped.countDown();
        }));
        stopped.await();
    }
}
