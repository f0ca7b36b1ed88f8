package io.barewire.bench.peers;

import io.barewire.lab.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A node from its start on: from exec to its first OPEN, then all sessions of the mesh, their routes in the kernel,
/// and what it takes at rest. The first peer tries to connect every two milliseconds.
final class NodeWorkload implements Workload {
    private static final Duration RETRY = Duration.ofMillis(2);
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Duration limit;
    private final List<Peer> peers;
    private final List<MessageStream> announcements;

    NodeWorkload(int others, Duration limit) {
        this.limit = limit;
        peers = IntStream.range(0, others)
                .mapToObj(i -> new Peer(Cable.tester(i), FeedWorkload.AS))
                .toList();
        announcements = Tables.mesh(peers).announced().stream()
                .map(MessageStream::announce)
                .toList();
    }

    @Override
    public String name() {
        return "node";
    }

    @Override
    public String title() {
        return "a node of a mesh of %d, from exec on".formatted(peers.size() + 1);
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.compared("open", "first OPEN, s"),
                Column.compared("load", "all routes in the kernel, s"),
                Column.compared("cpu", "CPU s until then"),
                Column.compared("resident", "MiB at rest"),
                Column.compared("idle.cpu", "CPU s in 30 s of nothing"),
                Column.shown("load.foreign-cpus", "CPUs of others"),
                Column.shown("idle.foreign-cpus", "CPUs of others, idle"));
    }

    @Override
    public boolean suits(Daemon daemon) {
        return daemon.hasKernelRoutes() && !(daemon instanceof RawNetlink) && !(daemon instanceof BareJvm);
    }

    @Override
    public Result run(Daemon daemon, Leftovers leftovers, Progress progress) throws IOException {
        DaemonConfig config =
                new DaemonConfig(FeedWorkload.AS, Cable.DAEMON, peers, OptionalInt.empty(), DaemonConfig.Role.NODE);
        try (Lab lab = Lab.start(daemon, config, leftovers, progress)) {
            Meter.Stretch load = lab.meter().begin();
            KernelRoutes kernel = new KernelRoutes(lab.home().holder());
            int full = kernel.count() + peers.size();
            List<Session> sessions = IntStream.range(0, peers.size())
                    .mapToObj(i -> Lab.session(peers.get(i), FeedWorkload.HOLD_SECONDS, Optional.empty())
                            .sendingFirst(announcements.get(i)))
                    .toList();
            Session first = sessions.getFirst().withRetryEvery(RETRY);
            progress.say("waiting for its first OPEN");
            lab.establish(List.of(first), 1, FeedWorkload.START);
            Result result = new Result();
            result.put("open", (first.openReceived() - lab.started()) / 1e9);

            progress.say(() -> "%d routes in the kernel".formatted(kernel.count()));
            List<Session> others = new ArrayList<>(sessions.subList(1, sessions.size()));
            lab.establish(others, FeedWorkload.MOST_HANDSHAKES, limit);
            lab.await(
                    () -> "all routes: " + (full - kernel.count()) + " missing",
                    () -> kernel.isAt(full),
                    limit,
                    sessions);
            long done = System.nanoTime();
            result.put("cpu", lab.meter().cpuSeconds());
            result.phase("load", load.end(done));
            result.put("load", (done - lab.started()) / 1e9);

            lab.quiet(FeedWorkload.QUIET);
            progress.say("at rest for 30 s");
            Meter.Stretch idle = lab.meter().begin();
            lab.loop().run(IDLE.toNanos());
            result.phase("idle", idle.end(System.nanoTime()));
            return result.put("resident", lab.meter().residentKib() / 1024.0);
        }
    }
}
