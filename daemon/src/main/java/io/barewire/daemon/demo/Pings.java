package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/// Pings between pods.
final class Pings {
    static final int REQUESTS = 3;
    private static final Duration LIMIT = Waiting.LIMIT;
    /// Seconds that an answer may take where none is expected.
    private static final String PATIENCE = seconds(Duration.ofSeconds(2));
    /// Seconds within which all are to have come.
    private static final String DEADLINE = seconds(Duration.ofSeconds(10));
    /// What Linux puts into a packet that it sends, unless told otherwise.
    private static final int FIRST_HOP_LIMIT = 64;

    private final Lab lab;
    private final PodNetwork network;

    Pings(Lab lab) {
        this(lab, PodNetwork.DEFAULT);
    }

    Pings(Lab lab, PodNetwork network) {
        this.lab = lab;
        this.network = network;
    }

    /// As `ping` takes it.
    private static String seconds(Duration patience) {
        return Long.toString(Waiting.patiently(patience).toSeconds());
    }

    private record Path(PodNetwork network, Node from, Node to, Family family) {
        @Override
        public String toString() {
            return network.pod(from) + " to " + network.pod(to) + " over " + family;
        }
    }

    /// Asks along every path until somebody answers.
    ///
    /// @throws StepFailure naming a pair without an answer
    void meet(Screen screen) throws InterruptedException {
        for (Path path : paths()) {
            awaitAnswer(lab.pod(network, path.from()), network.podAddress(path.to(), path.family()), screen);
        }
    }

    /// Asks until somebody answers: by that routers find their neighbors, and OVN's drop packets meanwhile.
    ///
    /// @throws StepFailure naming both ends when nobody does
    void awaitAnswer(Namespace from, String address, Screen screen) throws InterruptedException {
        Waiting.until(
                LIMIT,
                screen,
                () -> answers(from, address)
                        ? Optional.empty()
                        : Optional.of(address + " does not answer " + from.name()));
    }

    /// Asks whom no answer may come from, until a question has passed on the wire: the first may be one
    /// that a router of OVN's drops.
    ///
    /// @param question pcap-filter(7)
    /// @throws StepFailure when somebody answers, or when no question passes
    void awaitQuestion(Namespace from, String address, Capture capture, Screen screen, String... question)
            throws InterruptedException {
        Waiting.until(LIMIT, screen, () -> {
            if (answers(from, address)) {
                throw new StepFailure(address + " answers " + from.name() + ", and should not");
            }
            return capture.count(question) > 0
                    ? Optional.empty()
                    : Optional.of("not on the wire: " + String.join(" ", question));
        });
    }

    /// From every pod to every other, all at once.
    ///
    /// @throws StepFailure naming the pairs with a lost answer
    String everyPair(Screen screen) throws InterruptedException {
        Map<Path, PingReport> reports = reports(screen, List.of("-w", DEADLINE));
        List<String> lost = new ArrayList<>();
        reports.forEach((path, report) -> {
            if (!report.answeredAll(REQUESTS)) {
                lost.add(path + ": of " + report.sent() + " pings those numbered " + report.answered()
                        + " were answered");
            }
        });
        if (!lost.isEmpty()) {
            throw new StepFailure(String.join("; ", lost));
        }
        screen.tell(table(reports));
        return reports.size() + " paths, " + REQUESTS + " pings each, none lost";
    }

    /// The same where nobody must be reached.
    ///
    /// @throws StepFailure naming the pairs with an answer
    String noPair(Screen screen) throws InterruptedException {
        Map<Path, PingReport> reports = reports(screen, List.of());
        List<String> answered = new ArrayList<>();
        reports.forEach((path, report) -> {
            if (!report.answered().isEmpty() || report.sent() < REQUESTS) {
                answered.add(path + ": " + report.answered().size() + " of " + report.sent() + " answered");
            }
        });
        if (!answered.isEmpty()) {
            throw new StepFailure(String.join("; ", answered));
        }
        return reports.size() + " paths, " + REQUESTS + " pings each, no answer";
    }

    private List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        for (Node from : lab.topology().nodes()) {
            for (Node to : lab.topology().others(from)) {
                lab.topology().families().forEach(family -> paths.add(new Path(network, from, to, family)));
            }
        }
        return paths;
    }

    private Map<Path, PingReport> reports(Screen screen, List<String> options) throws InterruptedException {
        return atOnce(paths(), path -> ping(path.from(), path.to(), path.family(), options), screen);
    }

    @FunctionalInterface
    private interface Asking<P> {
        PingReport along(P path) throws InterruptedException;
    }

    private static <P> Map<P, PingReport> atOnce(List<P> paths, Asking<P> ping, Screen screen)
            throws InterruptedException {
        Map<P, PingReport> reports = new LinkedHashMap<>();
        try (ExecutorService pinging = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<PingReport>> answers = paths.stream()
                    .map(path -> pinging.submit(() -> ping.along(path)))
                    .toList();
            for (int i = 0; i < paths.size(); i++) {
                screen.doing("ping from " + paths.get(i));
                reports.put(paths.get(i), answers.get(i).get());
            }
        } catch (ExecutionException e) {
            throw new StepFailure(String.valueOf(e.getMessage()), e);
        }
        return reports;
    }

    private String table(Map<Path, PingReport> reports) {
        List<Node> nodes = lab.topology().nodes();
        StringBuilder table = new StringBuilder("best round trip, "
                + lab.topology().families().stream().map(Family::toString).collect(Collectors.joining(" / ")) + "\n");
        table.append("%-10s".formatted("from"));
        nodes.forEach(to -> table.append("%-22s".formatted("to " + network.pod(to))));
        for (Node from : nodes) {
            table.append("\n%-10s".formatted(network.pod(from)));
            for (Node to : nodes) {
                String cell = from.equals(to)
                        ? "-"
                        : lab.topology().families().stream()
                                .map(family -> reports.get(new Path(network, from, to, family)))
                                .map(report -> String.format(
                                        Locale.ROOT,
                                        "%.2f ms",
                                        report.milliseconds().orElseThrow()))
                                .collect(Collectors.joining(" / "));
                table.append("%-22s".formatted(cell));
            }
        }
        return table.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }

    /// A full-sized packet that may not be fragmented, and what is left of its answer's hop limit: a tunnel would need
    /// room for its header, and its inside would not show both nodes as hops.
    ///
    /// @param routers on the way, which every packet counts
    /// @throws StepFailure when it is lost or took another way
    void bareWire(Node from, Node to, Family family, int mtu, int routers) throws InterruptedException {
        int payload = mtu - family.pingHeaders();
        PingReport report =
                ping(from, to, family, List.of("-w", DEADLINE, "-M", "do", "-s", Integer.toString(payload)));
        Path path = new Path(network, from, to, family);
        if (!report.answeredAll(REQUESTS)) {
            throw new StepFailure("packets of " + mtu + " octets do not pass from " + path);
        }
        if (report.hopLimits().size() != 1 || report.hopLimits().getFirst() != FIRST_HOP_LIMIT - routers) {
            throw new StepFailure("from " + path + " the answers have hop limits " + report.hopLimits() + " left, not "
                    + (FIRST_HOP_LIMIT - routers));
        }
    }

    private PingReport ping(Node from, Node to, Family family, List<String> options) throws InterruptedException {
        // With a deadline it goes on asking until that many have answered: one that comes late is not one that is lost.
        List<String> command =
                new ArrayList<>(List.of("ping", "-n", "-c", Integer.toString(REQUESTS), "-i", "0.4", "-W", PATIENCE));
        command.addAll(options);
        command.add(network.podAddress(to, family));
        return ping(lab.pod(network, from), command);
    }

    /// Asks anybody once.
    boolean answers(Namespace from, String address) throws InterruptedException {
        return !once(from, address).answered().isEmpty();
    }

    /// Whom somebody asks who must not be heard.
    record Stray(Namespace from, String address) {
        @Override
        public String toString() {
            return from.name() + " to " + address;
        }
    }

    /// Asks all of them once, at once.
    ///
    /// @throws StepFailure naming those who got an answer
    void nobodyAnswers(List<Stray> strays, Screen screen) throws InterruptedException {
        List<String> answered = new ArrayList<>();
        atOnce(strays, stray -> once(stray.from(), stray.address()), screen).forEach((stray, report) -> {
            if (!report.answered().isEmpty() || report.sent() < 1) {
                answered.add(stray + ": " + report.answered().size() + " of " + report.sent() + " answered");
            }
        });
        if (!answered.isEmpty()) {
            throw new StepFailure(String.join("; ", answered));
        }
    }

    private PingReport once(Namespace from, String address) throws InterruptedException {
        return ping(from, List.of("ping", "-n", "-c", "1", "-W", PATIENCE, address));
    }

    private PingReport ping(Namespace from, List<String> command) throws InterruptedException {
        return PingReport.parse(lab.commands().run(LIMIT, from.inside(command)).output());
    }

    /// Pings ten times a second until told to stop.
    Lasting lasting(Node from, Node to, Family family) {
        String what = "ping-" + network.pod(from) + "-" + network.pod(to) + "-"
                + family.toString().toLowerCase(Locale.ROOT);
        List<String> command = List.of("ping", "-n", "-i", "0.1", network.podAddress(to, family));
        return new Lasting(
                new Path(network, from, to, family).toString(),
                lab.watch(what, lab.pod(network, from).inside(command)),
                what);
    }

    /// A ping that is going on.
    final class Lasting {
        private final String path;
        private final ProcessIdentity process;
        private final String what;

        private Lasting(String path, ProcessIdentity process, String what) {
            this.path = path;
            this.process = process;
            this.what = what;
        }

        /// Ends it, once one more request is answered: those before it then are, too, or lost.
        ///
        /// @return how many requests were answered
        /// @throws StepFailure when one was not
        int stop(Screen screen) throws InterruptedException {
            int soFar = report().answered().size();
            Waiting.until(
                    LIMIT,
                    screen,
                    () -> report().answered().size() > soFar
                            ? Optional.empty()
                            : Optional.of("no more answers on the way from " + path));
            // SIGINT makes it write what it still holds back.
            lab.commands().require(LIMIT, List.of("sh", "-c", "kill -INT \"$0\"", Long.toString(process.pid())));
            process.awaitEnd(LIMIT);
            PingReport report = report();
            int answered = report.answered().size();
            if (report.lostBeforeTheLastAnswer() > 0) {
                throw new StepFailure("of " + report.answered().last() + " pings from " + path + " only " + answered
                        + " were answered; see " + lab.log(what));
            }
            return answered;
        }

        private PingReport report() {
            return PingReport.parse(lab.logged(what));
        }
    }
}
