package io.barewire.examples;

import io.barewire.speaker.BgpSpeaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Takes the routes of its peers and keeps them as MRT files, as public collectors do: every message as it comes, and
/// now and then the whole table.
@Command(
        name = "collect",
        description = "Writes what its peers tell into MRT files (RFC 6396), until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class RouteCollector implements Callable<Integer> {
    @Mixin
    private SpeakerOptions options = new SpeakerOptions();

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "where updates.TIME.mrt and rib.TIME.mrt go (default: here)")
    private Path directory = Path.of(".");

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "7200",
            description = "how often the whole table is written (default: ${DEFAULT-VALUE})")
    private int seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Collection collection = start(options, directory, Duration.ofSeconds(Math.max(seconds, 1)));
        System.out.println("collecting into " + directory.toAbsolutePath());
        Examples.untilStopped(collection);
        return 0;
    }

    /// A collector at work. Closing it writes the table once more.
    record Collection(BgpSpeaker speaker, UpdateFile updates, TableDump dump, ScheduledExecutorService clock)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            clock.close();
            dump.write();
            speaker.close();
            updates.close();
        }
    }

    static Collection start(SpeakerOptions options, Path directory, Duration every) throws IOException {
        Files.createDirectories(directory);
        BgpSpeaker speaker = new BgpSpeaker(options.config());
        UpdateFile updates = new UpdateFile(directory);
        speaker.addListener(updates);
        speaker.addMessageListener(updates);
        speaker.start();
        TableDump dump = new TableDump(speaker, directory);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("table-dump").daemon().factory());
        // what a failing disk does to one dump must not end the next
        Runnable turn = () -> {
            try {
                dump.write();
                updates.startAnew();
            } catch (IOException failure) {
                System.err.println("cannot write the table: " + failure);
            }
        };
        var _ = clock.scheduleAtFixedRate(turn, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return new Collection(speaker, updates, dump, clock);
    }
}
