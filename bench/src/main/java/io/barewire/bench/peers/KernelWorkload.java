package io.barewire.bench.peers;

import io.barewire.lab.Progress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// W5 and W6: one peer announces a table, until the kernel has a route for every prefix; then it withdraws them or
/// dies, until the kernel has none. Bare netlink, without any daemon, is measured in turn with the daemons.
final class KernelWorkload implements Workload {
    enum End {
        WITHDRAWS("withdraws all"),
        DIES("dies");

        private final String words;

        End(String words) {
            this.words = words;
        }
    }

    private static final Peer PEER = new Peer(Cable.tester(0), 65_001);

    private final String name;
    private final End end;
    private final Duration limit;
    private final List<Prefix> prefixes;
    private final MessageStream announcement;
    private final MessageStream withdrawal;

    KernelWorkload(String name, int routes, End end, Duration limit, long seed) {
        this.name = name;
        this.end = end;
        this.limit = limit;
        Tables tables = Tables.distinct(List.of(PEER), routes, seed);
        prefixes = tables.prefixes(0);
        announcement = MessageStream.announce(tables.announced().getFirst());
        withdrawal = MessageStream.withdraw(prefixes);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String title() {
        return "%,d routes into the kernel, then the peer %s".formatted(prefixes.size(), end.words);
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.compared("load", "all in the kernel, s"),
                Column.compared("load.cpu", "CPU s"),
                Column.compared("withdraw", "all gone, s"),
                Column.compared("withdraw.cpu", "CPU s"),
                Column.compared("peak", "peak MiB"),
                Column.shown("sent", "generator had sent, s"),
                Column.shown("load.generator-cpu", "its CPU s"),
                Column.shown("load.run-queue", "run queue s"),
                Column.shown("load.foreign-cpus", "CPUs of others"));
    }

    @Override
    public boolean suits(Daemon daemon) {
        return daemon.hasKernelRoutes();
    }

    @Override
    public Result run(Daemon daemon, Leftovers leftovers, Progress progress) throws IOException {
        if (daemon instanceof RawNetlink) {
            return RawNetlink.measure(prefixes);
        }
        DaemonConfig config = new DaemonConfig(
                FeedWorkload.AS, Cable.DAEMON, List.of(PEER), OptionalInt.empty(), DaemonConfig.Role.KERNEL);
        try (Lab lab = Lab.start(daemon, config, leftovers, progress)) {
            Session session = Lab.session(PEER, FeedWorkload.HOLD_SECONDS, Optional.empty())
                    .withKeepaliveEvery(FeedWorkload.KEEPALIVE);
            List<Session> all = List.of(session);
            progress.say("waiting for the session");
            lab.establish(all, 1, FeedWorkload.START);
            lab.quiet(FeedWorkload.QUIET);
            KernelRoutes kernel = new KernelRoutes(lab.home().holder());
            int before = kernel.count();
            int full = before + prefixes.size();
            Result result = new Result();

            progress.say(() -> "%,d of %,d routes in the kernel".formatted(kernel.count() - before, prefixes.size()));
            Meter.Stretch load = lab.meter().begin();
            session.send(announcement);
            lab.await(() -> "all routes: " + (full - kernel.count()) + " missing", () -> kernel.isAt(full), limit, all);
            long loaded = System.nanoTime();
            result.phase("load", load.end(loaded));
            result.put("load", (loaded - load.began()) / 1e9);
            result.put("sent", (session.streamSent() - load.began()) / 1e9);

            lab.quiet(FeedWorkload.QUIET);
            progress.say(() -> "%,d routes left in the kernel".formatted(kernel.count() - before));
            Meter.Stretch withdraw = lab.meter().begin();
            switch (end) {
                case WITHDRAWS -> session.send(withdrawal);
                case DIES -> session.close();
            }
            lab.await(() -> "no routes: " + (kernel.count() - before) + " left", () -> kernel.isAt(before), limit, all);
            long gone = System.nanoTime();
            result.phase("withdraw", withdraw.end(gone));
            result.put("withdraw", (gone - withdraw.began()) / 1e9);
            return result.put("peak", lab.meter().peakKib() / 1024.0);
        }
    }
}
