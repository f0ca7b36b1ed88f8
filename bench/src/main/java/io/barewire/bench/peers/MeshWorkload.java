package io.barewire.bench.peers;

import io.barewire.lab.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// W4: a node's view of a mesh. Many internal peers come up with one prefix each, which an external sink waits for;
/// then nothing happens but keepalives.
final class MeshWorkload implements Workload {
    /// How peers come and stay: what both ends ask for as hold time (none: the daemon's own default), and how many
    /// handshakes there are at a time.
    enum Kind {
        SHORT_HOLD("", "hold time 9 s", OptionalInt.of(9), FeedWorkload.MOST_HANDSHAKES),
        DEFAULT_HOLD("d", "the daemon's own hold time", OptionalInt.empty(), FeedWorkload.MOST_HANDSHAKES),
        STORM("s", "hold time 9 s, all connecting at once", OptionalInt.of(9), Integer.MAX_VALUE);

        private final String suffix;
        private final String title;
        private final OptionalInt holdSeconds;
        private final int handshakes;

        Kind(String suffix, String title, OptionalInt holdSeconds, int handshakes) {
            this.suffix = suffix;
            this.title = title;
            this.holdSeconds = holdSeconds;
            this.handshakes = handshakes;
        }
    }

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Kind kind;
    private final Duration limit;
    private final List<Peer> peers;
    private final List<MessageStream> announcements;
    private final Sink sink;

    MeshWorkload(Kind kind, int sessions, Duration limit) {
        this.kind = kind;
        this.limit = limit;
        peers = IntStream.range(0, sessions)
                .mapToObj(i -> new Peer(Cable.tester(i), FeedWorkload.AS))
                .toList();
        Tables tables = Tables.mesh(peers);
        announcements = tables.announced().stream().map(MessageStream::announce).toList();
        sink = new Sink(tables.expected(FeedWorkload.AS));
    }

    @Override
    public String name() {
        return name(kind, peers.size());
    }

    /// `W4-1000`, `W4-1000d`, `W4-1000s`.
    static String name(Kind kind, int sessions) {
        return "W4-" + sessions + kind.suffix;
    }

    @Override
    public String title() {
        return "%,d internal peers with a prefix each, %s, then %d s of nothing"
                .formatted(peers.size(), kind.title, IDLE.toSeconds());
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.compared("load", "all at the sink, s"),
                Column.compared("up", "all sessions up, s"),
                Column.compared("load.cpu", "CPU s"),
                Column.compared("idle.cpu", "CPU s in 30 s of nothing"),
                Column.compared("resident", "MiB after"),
                Column.shown("load.generator-cpu", "generator's CPU s"),
                Column.shown("load.run-queue", "run queue s"),
                Column.shown("load.foreign-cpus", "CPUs of others"),
                Column.shown("idle.foreign-cpus", "CPUs of others, idle"));
    }

    @Override
    public boolean suits(Daemon daemon) {
        return !(daemon instanceof RawNetlink);
    }

    @Override
    public Result run(Daemon daemon, Leftovers leftovers, Progress progress) throws IOException {
        Sink told = sink.fresh();
        List<Peer> neighbors = new ArrayList<>(peers);
        neighbors.add(FeedWorkload.SINK);
        DaemonConfig config =
                new DaemonConfig(FeedWorkload.AS, Cable.DAEMON, neighbors, kind.holdSeconds, DaemonConfig.Role.TRANSIT);
        int hold = kind.holdSeconds.orElse(FeedWorkload.HOLD_SECONDS);
        try (Lab lab = Lab.start(daemon, config, leftovers, progress)) {
            Session sinkSession = Lab.session(FeedWorkload.SINK, hold, Optional.of(told));
            progress.say("waiting for the sink's session");
            lab.establish(List.of(sinkSession), 1, FeedWorkload.START);
            lab.quiet(FeedWorkload.QUIET);
            List<Session> testers = IntStream.range(0, peers.size())
                    .mapToObj(i ->
                            Lab.session(peers.get(i), hold, Optional.empty()).sendingFirst(announcements.get(i)))
                    .toList();
            List<Session> all = new ArrayList<>(testers);
            all.add(sinkSession);
            Result result = new Result();

            progress.say(() -> "%d of %d sessions up, %d prefixes at the sink"
                    .formatted(testers.stream().filter(Session::isEstablished).count(), peers.size(), told.right()));
            Meter.Stretch load = lab.meter().begin();
            lab.loop().connect(testers, kind.handshakes);
            lab.await(() -> "every prefix at the sink: " + told.difference(), told::isComplete, limit, all);
            long done = System.nanoTime();
            result.phase("load", load.end(done));
            result.put("load", (done - load.began()) / 1e9);
            long up = testers.stream().mapToLong(Session::establishedAt).max().orElseThrow();
            result.put("up", (up - load.began()) / 1e9);

            lab.quiet(FeedWorkload.QUIET);
            progress.say("idle for 30 s");
            Meter.Stretch idle = lab.meter().begin();
            lab.loop().run(IDLE.toNanos());
            result.phase("idle", idle.end(System.nanoTime()));
            result.put("resident", lab.meter().residentKib() / 1024.0);
            lab.await(
                    () -> "all sessions to stay up",
                    () -> all.stream().allMatch(Session::isEstablished),
                    Duration.ZERO,
                    all);
            return result;
        }
    }
}
