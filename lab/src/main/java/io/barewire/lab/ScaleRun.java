package io.barewire.lab;

import io.barewire.lab.LabSession.Common;
import io.barewire.speaker.transport.SessionPool;
import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One run: looks at the machine, begins the sessions, waits until all is quiet, times updates, holds the sessions,
/// flaps some, ends them, and reports. An interrupt of its thread ends it early, with a report of what there is.
public final class ScaleRun {
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(10);
    /// FRR waits up to 10 s before it tells many new peers anything (`coalesce-time`). Internal peers are rarely told
    /// at all.
    private static final Duration FIRST_WORD_EXTERNAL = Duration.ofSeconds(15);

    private static final Duration FIRST_WORD_INTERNAL = Duration.ofSeconds(3);
    private static final int MOST_REFRESHES = 1000;
    private static final int REFRESHES_IN_VAIN = 3;

    private final ScaleOptions options;
    private final Progress progress;
    private final Scoreboard board = new Scoreboard();
    private final LabAddresses addresses;
    private final Probes probes;
    private final Timeline timeline = new Timeline();
    private final List<ScaleReport.Phase> phases = new ArrayList<>();
    private List<LabSession> sessions = List.of();
    private List<Long> targetPids;
    private BooleanSupplier targetLives = () -> true;
    private long start;
    private int peak;
    private Optional<Duration> allEstablished = Optional.empty();
    private Optional<Duration> routesIn = Optional.empty();
    private long unseen;
    private Optional<Duration> flap = Optional.empty();
    private int flapped;

    private ScaleRun(ScaleOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
        this.addresses = options.addresses();
        this.probes = new Probes(addresses);
        this.targetPids = options.targetPids();
    }

    /// @throws LabFailure when the run cannot begin
    public static ScaleReport run(ScaleOptions options, Progress progress) {
        return new ScaleRun(options, progress).run();
    }

    private ScaleReport run() {
        List<Finding> findings = Checks.of(options, MachineFacts.read(options.family(), sources()));
        List<Finding> obstacles = findings.stream().filter(Finding::inTheWay).toList();
        if (!obstacles.isEmpty()) {
            throw new LabFailure(
                    String.join("; ", obstacles.stream().map(Finding::what).toList()),
                    String.join(" ", obstacles.stream().map(Finding::remedy).toList()));
        }
        List<String> warnings = findings.stream().map(Finding::toString).toList();
        warnings.forEach(warning -> progress.done("warning: " + warning));
        if (options.target().isPresent()) {
            return against(options.target().get(), warnings);
        }
        try (OwnTarget own = OwnTarget.start(options)) {
            targetPids =
                    Stream.concat(targetPids.stream(), Stream.of(own.pid())).toList();
            targetLives = own::isAlive;
            return against(own.address(), warnings);
        }
    }

    private List<IpAddress> sources() {
        // Those of loopback are local as a whole.
        return IntStream.range(0, options.sessions())
                .mapToObj(addresses::source)
                .flatMap(Optional::stream)
                .distinct()
                .filter(address -> !address.isLoopback())
                .toList();
    }

    private ScaleReport against(InetSocketAddress target, List<String> warnings) {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
        Optional<Duration> interruptedAfter = Optional.empty();
        start = System.nanoTime();
        try (SessionPool pool = new SessionPool(threads)) {
            SessionPlan plan = new SessionPlan(options, target);
            Common common = new Common(board, probes, addresses, options.routes());
            sessions = IntStream.range(0, options.sessions())
                    .mapToObj(i -> new LabSession(i, common, pool, plan))
                    .toList();
            start = System.nanoTime();
            try {
                phase("ramp", this::ramp);
                phase("settle", this::settle);
                phase("probes", this::probe);
                phase("hold", this::hold);
                phase("flap", this::flap);
            } catch (InterruptedException early) {
                interruptedAfter = Optional.of(sinceStart());
            }
            ScaleReport report = report(target, warnings, interruptedAfter);
            progress.begin("closing");
            progress.say("%,d sessions".formatted(board.established()));
            sessions.forEach(LabSession::ending);
            return report;
        }
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    private void phase(String name, Step step) throws InterruptedException {
        progress.begin(name);
        long began = System.nanoTime();
        ProcessUse selfBefore = ProcessUse.self();
        Optional<ProcessUse> targetBefore = ProcessUse.of(targetPids);
        try {
            step.run();
        } finally {
            Optional<ProcessUse> targetAfter = ProcessUse.of(targetPids);
            phases.add(new ScaleReport.Phase(
                    name,
                    Duration.ofNanos(System.nanoTime() - began),
                    ProcessUse.self().cpu().minus(selfBefore.cpu()),
                    targetBefore.flatMap(
                            before -> targetAfter.map(after -> after.cpu().minus(before.cpu())))));
        }
    }

    private void ramp() throws InterruptedException {
        RampPlan plan = new RampPlan(options.sessions(), options.rampPerSecond());
        int begun = 0;
        Supplier<String> words = () -> "%,d of %,d sessions up%s"
                .formatted(board.established(), options.sessions(), foremost(board.failures()));
        while (begun < options.sessions()) {
            int due = plan.begunAfter(System.nanoTime() - start);
            for (; begun < due; begun++) {
                sessions.get(begun).begin();
            }
            pause(words);
        }
        await(() -> board.established() == options.sessions(), options.patience(), words);
        peak = board.established();
        if (peak == options.sessions()) {
            allEstablished = Optional.of(Duration.ofNanos(board.lastUp() - start));
        }
    }

    /// Until the target says nothing new any more.
    private void settle() throws InterruptedException {
        if (!options.isInternal() && options.routes() > 0 && board.established() > 1) {
            await(
                    () -> board.prefixes() > 0,
                    firstWord(),
                    () -> "%,d sessions have been told no route yet".formatted(board.established()));
        }
        await(
                () -> System.nanoTime() - Math.max(board.lastUpdate(), board.lastUp()) > QUIET.toNanos(),
                options.patience(),
                () -> "%,d prefixes in".formatted(board.prefixes()));
        if (board.prefixes() > 0) {
            routesIn = Optional.of(Duration.ofNanos(board.lastUpdate() - start));
        }
    }

    private void probe() throws InterruptedException {
        List<LabSession> up = established();
        if (up.isEmpty()) {
            return;
        }
        for (int i = 0; i < options.probes() && up.size() > 1; i++) {
            int number = i + 1;
            Supplier<String> words =
                    () -> "%d of %d, seen by %,d sessions".formatted(number, options.probes(), probes.seen());
            probes.expect();
            up.get(i % up.size()).announce(i);
            if (i == 0) {
                await(() -> probes.seen() > 0, firstWord(), words);
                if (probes.seen() == 0) {
                    probes.expect();
                    refresh(up);
                    return;
                }
            }
            await(() -> probes.seen() >= board.established() - 1, PROBE_PATIENCE, words);
            unseen += Math.max(0, board.established() - 1 - probes.seen());
        }
        probes.expect();
    }

    private Duration firstWord() {
        return options.isInternal() ? FIRST_WORD_INTERNAL : FIRST_WORD_EXTERNAL;
    }

    /// One session after the other. A target that does not answer, or has no route to answer with, shows nothing.
    private void refresh(List<LabSession> up) throws InterruptedException {
        int inVain = 0;
        for (int i = 0; i < Math.min(up.size(), MOST_REFRESHES) && inVain < REFRESHES_IN_VAIN; i++) {
            probes.expect();
            up.get(i).refresh();
            int number = i + 1;
            await(
                    () -> probes.seen() > 0,
                    QUIET,
                    () -> "the target passes nothing on; refresh %d of %d".formatted(number, up.size()));
            inVain = probes.seen() > 0 ? 0 : inVain + 1;
        }
    }

    /// As long as there is something to hold.
    private void hold() throws InterruptedException {
        await(
                () -> board.established() == 0,
                options.hold(),
                () -> "%,d of %,d sessions up%s"
                        .formatted(board.established(), options.sessions(), foremost(board.losses())));
    }

    private void flap() throws InterruptedException {
        int count = options.flap();
        List<LabSession> chosen = IntStream.range(0, count)
                .mapToObj(i -> sessions.get((int) ((long) i * sessions.size() / count)))
                .filter(LabSession::isEstablished)
                .toList();
        if (chosen.isEmpty()) {
            return;
        }
        List<Integer> before = chosen.stream().map(LabSession::timesEstablished).toList();
        long began = System.nanoTime();
        chosen.forEach(LabSession::flap);
        Supplier<Long> back = () -> IntStream.range(0, chosen.size())
                .filter(i -> chosen.get(i).timesEstablished() > before.get(i))
                .count();
        await(
                () -> back.get() == chosen.size(),
                options.patience(),
                () -> "%,d of %,d sessions are back".formatted(back.get(), chosen.size()));
        flapped = (int) (chosen.size() - back.get());
        if (flapped == 0) {
            flap = Optional.of(Duration.ofNanos(board.lastUp() - began));
        }
    }

    private List<LabSession> established() {
        return sessions.stream().filter(LabSession::isEstablished).toList();
    }

    /// Waits, for so long at most, or until a target of our own is gone.
    private void await(BooleanSupplier condition, Duration patience, Supplier<String> words)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0 && targetLives.getAsBoolean()) {
            pause(words);
        }
    }

    private void pause(Supplier<String> words) throws InterruptedException {
        Duration now = sinceStart();
        if (timeline.isDue(now)) {
            timeline.add(new ScaleReport.Point(
                    now, board.established(), board.prefixes(), ProcessUse.self(), ProcessUse.of(targetPids)));
        }
        progress.say(words);
        Thread.sleep(1);
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static String foremost(Map<String, Long> reasons) {
        return reasons.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(reason -> "; %,d times: %s".formatted(reason.getValue(), reason.getKey()))
                .orElse("");
    }

    private ScaleReport report(InetSocketAddress target, List<String> warnings, Optional<Duration> interruptedAfter) {
        peak = Math.max(peak, board.established());
        return new ScaleReport(
                asked(target),
                warnings,
                interruptedAfter,
                phases,
                options.sessions(),
                peak,
                allEstablished,
                Latency.of(board.setup()),
                routesIn,
                board.updates(),
                board.prefixes(),
                Latency.of(probes.updates()),
                Latency.of(probes.refreshes()),
                unseen,
                flap,
                flapped,
                board.failures(),
                board.losses(),
                ProcessUse.self(),
                ProcessUse.of(targetPids),
                timeline.points());
    }

    private Map<String, String> asked(InetSocketAddress target) {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("sessions", Integer.toString(options.sessions()));
        asked.put("routes of each", Integer.toString(options.routes()));
        asked.put(
                "target",
                options.isOwnTarget()
                        ? "Barewire, process " + targetPids.getLast()
                        : target.getAddress().getHostAddress() + " port " + target.getPort());
        asked.put("AS of the target", Long.toString(options.peerAs()));
        asked.put("AS of the sessions", options.localAs().toString());
        asked.put("source addresses", addresses.sources().map(Object::toString).orElse("what the system chooses"));
        asked.put("ramp", options.rampPerSecond() == 0 ? "all at once" : options.rampPerSecond() + " per second");
        asked.put("hold time", options.holdTime() + " s");
        asked.put("password", options.password().isPresent() ? "yes" : "no");
        asked.put(
                "host",
                "%d processors, %s"
                        .formatted(Runtime.getRuntime().availableProcessors(), System.getProperty("os.version")));
        return asked;
    }
}
