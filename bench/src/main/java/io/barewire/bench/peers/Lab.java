package io.barewire.bench.peers;

import io.barewire.lab.Progress;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// One daemon under test with the generator at the other end of its cable. Used by one thread.
final class Lab implements AutoCloseable {
    private static final int BGP_PORT = 179;
    private static final long QUIET_LOOK = Duration.ofMillis(500).toNanos();
    private static final long START_NANOS = Duration.ofSeconds(5).toNanos();
    private static final double QUIET_CPU_SECONDS = 0.03;

    private final Daemon.Home home;
    private final Cable cable;
    private final Loop loop;
    private final Meter meter;
    private final Progress progress;
    private final long started;

    private Lab(Daemon.Home home, Cable cable, Loop loop, Meter meter, Progress progress, long started) {
        this.home = home;
        this.cable = cable;
        this.loop = loop;
        this.meter = meter;
        this.progress = progress;
        this.started = started;
    }

    /// Starts a daemon. It does not listen yet when this returns; sessions connect until it does.
    static Lab start(Daemon daemon, DaemonConfig config, Leftovers leftovers, Progress progress) throws IOException {
        Daemon.Home home = daemon.open(leftovers);
        try {
            Cable cable = Cable.connect(home.holder(), config.neighbors());
            Meter meter = new Meter(
                    Machine.namespace(home.holder()),
                    home.isPlaceholder() ? Optional.of(home.holder()) : Optional.empty());
            Loop loop = new Loop(progress::tick);
            return new Lab(home, cable, loop, meter, progress, home.start(config));
        } catch (RuntimeException | IOException failure) {
            home.close();
            throw failure;
        }
    }

    /// When the daemon was executed, as nanoTime.
    long started() {
        return started;
    }

    Loop loop() {
        return loop;
    }

    Meter meter() {
        return meter;
    }

    /// A session of ours with the daemon.
    static Session session(Peer self, int holdSeconds, Optional<Sink> sink) {
        IpAddress daemon = Cable.DAEMON;
        return new Session(self, new InetSocketAddress(daemon.toInetAddress(), BGP_PORT), holdSeconds, sink);
    }

    /// Connects these and plays until all are up.
    void establish(List<Session> sessions, int mostHandshakes, Duration limit) throws IOException {
        loop.connect(sessions, mostHandshakes);
        boolean started = false;
        try {
            started = loop.runUntil(() -> sessions.getFirst().isEstablished(), START_NANOS);
        } catch (SocketException unreachable) {
            // With a daemon's last process its network goes, and the cable.
            if (!meter.processes().isEmpty()) {
                throw unreachable;
            }
        }
        if (!started && meter.processes().isEmpty()) {
            throw new BenchFailure("it has ended:\n" + home.lastWords());
        }
        await(() -> "sessions", () -> sessions.stream().allMatch(Session::isEstablished), limit, sessions);
    }

    /// Plays until `done` holds.
    ///
    /// @throws BenchFailure when it does not in time, with what the daemon said
    void await(Supplier<String> what, BooleanSupplier done, Duration limit, List<Session> sessions) throws IOException {
        BooleanSupplier doneOrDead = () -> done.getAsBoolean()
                || sessions.stream().anyMatch(session -> !session.end().isEmpty());
        boolean inTime = loop.runUntil(doneOrDead, limit.toNanos());
        List<String> ends = new ArrayList<>();
        for (Session session : sessions) {
            String why = session.isEstablished() ? "" : session.end() + session.refusal();
            if (!why.isEmpty() && ends.size() < 3) {
                ends.add(session.self().address() + ": " + why);
            }
        }
        if (!inTime || !done.getAsBoolean()) {
            long up = sessions.stream().filter(Session::isEstablished).count();
            throw new BenchFailure("waited " + limit.toSeconds() + " s for " + what.get() + "; " + up + " of "
                    + sessions.size() + " sessions up " + ends + "\n" + home.lastWords());
        }
    }

    /// Plays until the daemon has been idle for half a second, at most `limit`.
    void quiet(Duration limit) throws IOException {
        progress.say("waiting until it is quiet");
        long end = System.nanoTime() + limit.toNanos();
        double before = meter.cpuSeconds();
        while (System.nanoTime() < end) {
            loop.run(QUIET_LOOK);
            double now = meter.cpuSeconds();
            if (now - before < QUIET_CPU_SECONDS) {
                return;
            }
            before = now;
        }
    }

    Progress progress() {
        return progress;
    }

    Daemon.Home home() {
        return home;
    }

    @Override
    public void close() {
        loop.close();
        meter.close();
        cable.close(); // before the namespace at its other end vanishes, when the kernel finds time for it
        home.close();
    }
}
