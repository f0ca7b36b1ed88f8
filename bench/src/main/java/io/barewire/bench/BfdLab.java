package io.barewire.bench;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;

import io.barewire.bench.peers.TableFeed;
import io.barewire.bfd.BfdChange;
import io.barewire.bfd.BfdEngine;
import io.barewire.bfd.BfdPath;
import io.barewire.bfd.BfdProfile;
import io.barewire.bfd.BfdState;
import io.barewire.fib.FibConfig;
import io.barewire.fib.FibTotals;
import io.barewire.fib.KernelFib;
import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.Route;
import io.barewire.netlink.RouteBatch;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.RouteTemplate;
import io.barewire.rib.PeerPolicy;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.testkit.Namespace;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What BFD is for, measured in two namespaces with a cable between them; as root.
///
/// ```
/// hold SECONDS SESSIONS PREFIXES
///                 sessions of 3 x 50 ms with processes of their own at the other end, one of which announces a
///                 table and withdraws it, again and again: how many fail?
/// against NAMESPACE SECONDS SESSIONS PREFIXES
///                 the other end alone, for a daemon that runs in the network namespace of /proc/NAMESPACE as
///                 10.9.2.1, AS 64512, and watches 10.9.1.1 to 10.9.1.SESSIONS from 10.9.2.1 to 10.9.2.SESSIONS
/// failover        from a failed BFD session to 10,000 routes gone from the kernel, beside a plain batched delete
///                 of the same routes
/// ```
public final class BfdLab {
    private static final BfdProfile FAST =
            BfdProfile.DEFAULT.withIntervals(Duration.ofMillis(50), Duration.ofMillis(50));
    private static final int ROUTES = 10_000;
    private static final IpAddress FEED = IpAddress.parse("10.9.1.1");
    private static final IpAddress LEFT = IpAddress.parse("192.0.2.1");
    private static final IpAddress RIGHT = IpAddress.parse("192.0.2.2");

    private BfdLab() {}

    public static void main(String[] words) throws Exception {
        switch (words.length == 0 ? "" : words[0]) {
            case "hold" -> inNewNamespace(() -> hold(List.of(words).subList(1, words.length)));
            case "against" ->
                inNewNamespace(() -> against(words[1], List.of(words).subList(2, words.length)));
            case "failover" -> failover();
            default -> throw new IllegalArgumentException("hold SECONDS SESSIONS PREFIXES, against, or failover");
        }
    }

    private static void hold(List<String> words) throws Exception {
        int sessions = Integer.parseInt(words.get(1));
        AtomicLong failures = new AtomicLong();
        IpAddress own = IpAddress.parse("10.9.2.1");
        SpeakerConfig config = SpeakerConfig.builder(64512, own)
                .listen(new InetSocketAddress(PeerConfig.BGP_PORT))
                .peers(PeerConfig.builder(FEED, 65001)
                        .tcp(tcp -> tcp.withPassive(true))
                        .policy(PeerPolicy.EVERYTHING)
                        .build())
                .build();
        try (BfdEngine engine = new BfdEngine((_, change) -> count(change, failures));
                BgpSpeaker speaker = new BgpSpeaker(config)) {
            engine.apply(paths("10.9.1.", sessions));
            speaker.start();
            List<String> other = new ArrayList<>(List.of("against", Namespace.id()));
            other.addAll(words);
            Process process = start("-Xmx64m", BfdLab.class, other).start();
            while (up(engine) < sessions && process.isAlive()) {
                LockSupport.parkNanos(100_000_000);
            }
            failures.set(0);
            System.out.println(firstLine(process) + ", " + failures.get() + " here, "
                    + engine.status().join().scheduling());
            process.getOutputStream().close();
            process.waitFor();
        }
    }

    private static ProcessBuilder start(String heap, Class<?> program, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                heap,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(words);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static @Nullable String firstLine(Process process) throws IOException {
        try (BufferedReader report =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return report.readLine();
        }
    }

    /// The other end: makes the cable, says how many sessions failed, and stays until its input ends.
    private static void against(String daemon, List<String> words) throws Exception {
        int seconds = Integer.parseInt(words.get(0));
        int sessions = Integer.parseInt(words.get(1));
        String there = "nsenter --net=/proc/" + daemon + "/ns/net ip ";
        ip("link add cable type veth peer name cable netns " + daemon);
        run(there + "link set cable up");
        ip("link set cable up");
        for (int i = 1; i <= sessions; i++) {
            run(there + "address add 10.9.2." + i + "/16 dev cable");
            ip("address add 10.9.1." + i + "/16 dev cable");
        }
        AtomicLong failures = new AtomicLong();
        try (BfdEngine engine = new BfdEngine((_, change) -> count(change, failures))) {
            engine.apply(paths("10.9.2.", sessions));
            while (up(engine) < sessions) {
                LockSupport.parkNanos(100_000_000);
            }
            failures.set(0);
            Process feed = start(
                            "-Xmx1g",
                            TableFeed.class,
                            List.of("10.9.2.1", FEED.toString(), "65001", words.get(2), Integer.toString(seconds)))
                    .start();
            String tables = firstLine(feed);
            System.out.println(sessions + " sessions, 3 x 50 ms, " + seconds + " s, a table of " + words.get(2)
                    + " announced and withdrawn " + tables + " times: " + failures.get()
                    + " failed at the other end");
            System.in.readAllBytes();
        }
    }

    private static void count(BfdChange change, AtomicLong failures) {
        if (change.isFailure()) {
            failures.incrementAndGet();
        }
    }

    private static Map<BfdPath, BfdProfile> paths(String network, int sessions) {
        boolean left = network.equals("10.9.2.");
        Map<BfdPath, BfdProfile> paths = new HashMap<>();
        for (int i = 1; i <= sessions; i++) {
            paths.put(
                    new BfdPath(
                            IpAddress.parse(network + i),
                            Optional.of(IpAddress.parse((left ? "10.9.1." : "10.9.2.") + i)),
                            Optional.empty(),
                            Optional.empty(),
                            false),
                    FAST);
        }
        return paths;
    }

    private static long up(BfdEngine engine) {
        return engine.status().join().sessions().stream()
                .filter(session -> session.state() == BfdState.UP)
                .count();
    }

    private static void failover() throws Exception {
        inNewNamespace(() -> {
            String home = Namespace.id();
            try (KernelFib fib = KernelFib.open(FibConfig.DEFAULT, InstantSource.system());
                    BgpSpeaker left = new BgpSpeaker(config(LEFT, RIGHT, Set.of()))) {
                AtomicLong failedAt = new AtomicLong();
                left.addRouteSink("kernel", fib);
                left.addListener(event -> {
                    if (event instanceof SpeakerEvent.BfdChanged(var _, BfdChange change) && change.isFailure()) {
                        failedAt.set(System.nanoTime());
                    }
                });
                left.start();
                inNewNamespace(() -> {
                    ip("link add cable type veth peer name cable netns " + home);
                    ip("address add 192.0.2.2/24 dev cable");
                    ip("link set cable up");
                    String there = "nsenter --net=/proc/" + home + "/ns/net ip ";
                    run(there + "address add 192.0.2.1/24 dev cable");
                    run(there + "link set cable up");
                    try (BgpSpeaker right = new BgpSpeaker(config(RIGHT, LEFT, prefixes()))) {
                        right.start();
                        await(fib, ROUTES);
                        while (left.status()
                                        .peers()
                                        .getFirst()
                                        .bfd()
                                        .orElseThrow()
                                        .state()
                                != BfdState.UP) {
                            LockSupport.parkNanos(10_000_000);
                        }
                        // The peer goes deaf and mute, but no link goes down.
                        ip("address delete 192.0.2.2/24 dev cable");
                        await(fib, 0);
                        long gone = System.nanoTime();
                        while (failedAt.get() == 0) {
                            Thread.onSpinWait();
                        }
                        System.out.printf(
                                "from the failed BFD session to %d routes gone: %.1f ms%n",
                                ROUTES, (gone - failedAt.get()) / 1e6);
                    }
                });
                System.out.printf("a plain batched delete of them: %.1f ms%n", plainDelete() / 1e6);
            }
        });
    }

    private static long plainDelete() throws NetlinkException {
        List<Prefix> prefixes = new ArrayList<>(prefixes());
        Collections.shuffle(prefixes, new Random(1));
        Route like = Route.unicast(prefixes.getFirst(), 254, 186, 20, List.of(Route.Hop.via(RIGHT)));
        try (RouteSocket socket = RouteSocket.open()) {
            send(socket, prefixes, RouteTemplate.adding(like));
            long begin = System.nanoTime();
            send(socket, prefixes, RouteTemplate.deleting(like));
            return System.nanoTime() - begin;
        }
    }

    private static void send(RouteSocket socket, List<Prefix> prefixes, RouteTemplate message) throws NetlinkException {
        RouteBatch batch = new RouteBatch();
        for (Prefix prefix : prefixes) {
            batch.put(message, prefix);
            if (!batch.hasRoom()) {
                socket.send(batch);
            }
        }
        socket.send(batch);
    }

    private static void await(KernelFib fib, int installed) {
        for (FibTotals now = fib.totals(); now.installed() != installed || now.pending() != 0; now = fib.totals()) {
            LockSupport.parkNanos(200_000);
        }
    }

    private static SpeakerConfig config(IpAddress own, IpAddress peer, Set<Prefix> originated) throws IOException {
        return SpeakerConfig.builder(64512, own)
                .listen(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 1790))
                .originated(originated)
                .peers(PeerConfig.builder(peer, 64512)
                        .port(1790)
                        .timers(new PeerConfig.Timers(
                                Duration.ofSeconds(90), Duration.ofSeconds(30), Duration.ofMillis(500)))
                        .policy(PeerPolicy.EVERYTHING)
                        .bfd(FAST)
                        .build())
                .build();
    }

    private static Set<Prefix> prefixes() {
        Set<Prefix> prefixes = new HashSet<>();
        for (int i = 0; i < ROUTES; i++) {
            prefixes.add(Prefix.of(IpAddress.ipv4(0x0A000000 | i << 8), 24));
        }
        return prefixes;
    }
}
