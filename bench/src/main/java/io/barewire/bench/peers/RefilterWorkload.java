package io.barewire.bench.peers;

import io.barewire.lab.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// W7: a daemon with many neighbors is given a configuration in which one of them is not accepted from any more. It is
/// in force when that neighbor's route has left the kernel; all sessions must still be up a while later.
final class RefilterWorkload implements Workload {
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);

    private final Duration limit;
    private final List<Peer> peers;
    private final List<MessageStream> announcements;

    RefilterWorkload(int neighbors, Duration limit, long seed) {
        this.limit = limit;
        peers = IntStream.range(0, neighbors)
                .mapToObj(i -> new Peer(Cable.tester(i), 65_001))
                .toList();
        announcements = Tables.distinct(peers, 1, seed).announced().stream()
                .map(MessageStream::announce)
                .toList();
    }

    @Override
    public String name() {
        return "W7";
    }

    @Override
    public String title() {
        return "%,d neighbors, and the filter of one changes".formatted(peers.size());
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.compared("change", "in force, s"),
                Column.compared("after.cpu", "CPU s in 3 s"),
                Column.shown("resident", "MiB after"),
                Column.shown("after.generator-cpu", "generator's CPU s"),
                Column.shown("after.foreign-cpus", "CPUs of others"));
    }

    @Override
    public boolean suits(Daemon daemon) {
        return daemon.hasKernelRoutes() && daemon.reloads();
    }

    @Override
    public Result run(Daemon daemon, Leftovers leftovers, Progress progress) throws IOException {
        DaemonConfig config =
                new DaemonConfig(FeedWorkload.AS, Cable.DAEMON, peers, OptionalInt.empty(), DaemonConfig.Role.KERNEL);
        try (Lab lab = Lab.start(daemon, config, leftovers, progress)) {
            List<Session> sessions = IntStream.range(0, peers.size())
                    .mapToObj(i -> Lab.session(peers.get(i), FeedWorkload.HOLD_SECONDS, Optional.empty())
                            .sendingFirst(announcements.get(i)))
                    .toList();
            KernelRoutes kernel = new KernelRoutes(lab.home().holder());
            int before = kernel.count();
            progress.say(() -> "%,d of %,d routes in the kernel".formatted(kernel.count() - before, peers.size()));
            lab.establish(sessions, FeedWorkload.MOST_HANDSHAKES, limit);
            int full = before + peers.size();
            lab.await(
                    () -> "all routes: " + (full - kernel.count()) + " missing",
                    () -> kernel.isAt(full),
                    limit,
                    sessions);
            lab.quiet(FeedWorkload.QUIET);

            Runnable change = lab.home()
                    .prepare(config.refusing(peers.getFirst()), lab.meter().processes());
            progress.say("the filter changes");
            Meter.Stretch stretch = lab.meter().begin();
            long ordered = System.nanoTime();
            change.run();
            lab.await(() -> "the route to leave the kernel", () -> kernel.isAt(full - 1), limit, sessions);
            Result result = new Result();
            result.put("change", (System.nanoTime() - ordered) / 1e9);
            lab.loop().run(AFTERWARDS.toNanos());
            result.phase("after", stretch.end(System.nanoTime()));
            lab.await(
                    () -> "all sessions to stay up",
                    () -> sessions.stream().allMatch(Session::isEstablished),
                    Duration.ZERO,
                    sessions);
            return result.put("resident", lab.meter().residentKib() / 1024.0);
        }
    }
}
