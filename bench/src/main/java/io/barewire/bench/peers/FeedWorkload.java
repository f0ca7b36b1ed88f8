package io.barewire.bench.peers;

import io.barewire.lab.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// W1, W2 and W3: peers announce their tables at once, and a sink waits until it has for every prefix the path that it
/// should have; then all is withdrawn.
///
/// The clock starts with the first OPEN of a peer, when daemon and sink have been idle.
final class FeedWorkload implements Workload {
    static final long AS = 65_000;
    static final Peer SINK = new Peer(Cable.sink(), 64_999);

    /// So long that no session ends because a daemon has too much to do.
    static final int HOLD_SECONDS = 240;

    /// Handshakes at a time: BIRD and OpenBGPD have listen backlogs of 8 and 5.
    static final int MOST_HANDSHAKES = 4;

    /// FRR leaves input that it has read lie until the peer's next message: silence would measure that.
    static final Duration KEEPALIVE = Duration.ofSeconds(1);

    static final Duration START = Duration.ofSeconds(60);
    static final Duration QUIET = Duration.ofSeconds(10);

    private final String name;
    private final String title;
    private final Duration limit;
    private final List<Peer> peers;
    private final List<MessageStream> announcements = new ArrayList<>();
    private final List<MessageStream> withdrawals = new ArrayList<>();
    private final Sink sink;

    FeedWorkload(String name, String title, Tables tables, Duration limit) {
        this.name = name;
        this.title = title;
        this.limit = limit;
        peers = tables.peers();
        for (int peer = 0; peer < peers.size(); peer++) {
            announcements.add(MessageStream.announce(tables.announced().get(peer)));
            withdrawals.add(MessageStream.withdraw(tables.prefixes(peer)));
        }
        sink = new Sink(tables.expected(AS));
    }

    /// Peers in ASes of their own.
    static List<Peer> peers(int count) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(new Peer(Cable.tester(i), 65_001 + i));
        }
        return peers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.compared("load", "all at the sink, s"),
                Column.compared("load.cpu", "CPU s"),
                Column.compared("peak", "peak MiB"),
                Column.compared("withdraw", "all withdrawn, s"),
                Column.shown("withdraw.cpu", "CPU s"),
                Column.shown("resident", "MiB after"),
                Column.shown("sent", "generator had sent, s"),
                Column.shown("load.generator-cpu", "its CPU s"),
                Column.shown("updates", "UPDATEs to the sink"),
                Column.shown("load.run-queue", "run queue s"),
                Column.shown("load.foreign-cpus", "CPUs of others"));
    }

    @Override
    public boolean suits(Daemon daemon) {
        return !(daemon instanceof RawNetlink) && !(daemon instanceof BareJvm);
    }

    @Override
    public Result run(Daemon daemon, Leftovers leftovers, Progress progress) throws IOException {
        Sink told = sink.fresh();
        List<Peer> neighbors = new ArrayList<>(peers);
        neighbors.add(SINK);
        DaemonConfig config =
                new DaemonConfig(AS, Cable.DAEMON, neighbors, OptionalInt.empty(), DaemonConfig.Role.TRANSIT);
        try (Lab lab = Lab.start(daemon, config, leftovers, progress)) {
            Session sinkSession = Lab.session(SINK, HOLD_SECONDS, Optional.of(told));
            progress.say("waiting for the sink's session");
            lab.establish(List.of(sinkSession), 1, START);
            lab.quiet(QUIET);
            List<Session> all = new ArrayList<>(List.of(sinkSession));
            List<Session> testers = new ArrayList<>();
            for (int peer = 0; peer < peers.size(); peer++) {
                testers.add(Lab.session(peers.get(peer), HOLD_SECONDS, Optional.empty())
                        .sendingFirst(announcements.get(peer))
                        .withKeepaliveEvery(KEEPALIVE));
            }
            all.addAll(testers);
            Result result = new Result();
            load(lab, told, testers, all, result);
            lab.quiet(QUIET);
            result.put("resident", lab.meter().residentKib() / 1024.0);
            withdraw(lab, told, testers, all, result);
            return result.put("peak", lab.meter().peakKib() / 1024.0);
        }
    }

    private void load(Lab lab, Sink told, List<Session> testers, List<Session> all, Result result) throws IOException {
        lab.progress().say(() -> told.right() + " of " + told.expected() + " prefixes at the sink");
        Meter.Stretch stretch = lab.meter().begin();
        lab.loop().connect(testers, MOST_HANDSHAKES);
        lab.await(() -> "every prefix at the sink: " + told.difference(), told::isComplete, limit, all);
        long done = System.nanoTime();
        result.phase("load", stretch.end(done));
        long first = testers.stream().mapToLong(Session::openSent).min().orElseThrow();
        long sent = testers.stream().mapToLong(Session::streamSent).max().orElseThrow();
        result.put("load", (done - first) / 1e9);
        result.put("sent", (sent - first) / 1e9);
        result.put("updates", (double) told.updates());
    }

    private void withdraw(Lab lab, Sink told, List<Session> testers, List<Session> all, Result result)
            throws IOException {
        told.expectNothing();
        lab.progress().say(() -> told.held() + " prefixes left at the sink");
        Meter.Stretch stretch = lab.meter().begin();
        for (int peer = 0; peer < testers.size(); peer++) {
            testers.get(peer).send(withdrawals.get(peer));
        }
        lab.await(() -> "an empty sink: " + told.difference(), told::isComplete, limit, all);
        long done = System.nanoTime();
        result.put("withdraw", (done - stretch.began()) / 1e9);
        result.phase("withdraw", stretch.end(done));
    }
}
