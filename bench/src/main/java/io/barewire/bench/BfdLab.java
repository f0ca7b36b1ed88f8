package io.barewire.bench;

import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;

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

/// What BFD is for, measured in two namespaces with a cable between them; as root.
///
/// ```
/// hold SECONDS SESSIONS   sessions of 3 x 50 ms with a process of its own at the other end, while this one allocates
///                         beside 200 MB that live: how many fail?
/// failover                from a failed BFD session to 10,000 routes gone from the kernel, beside a plain batched
///                         delete of the same routes
/// ```
public final class BfdLab {
    private static final BfdProfile FAST =
            BfdProfile.DEFAULT.withIntervals(Duration.ofMillis(50), Duration.ofMillis(50));
    private static final int ROUTES = 10_000;
    private static final IpAddress LEFT = IpAddress.parse("192.0.2.1");
    private static final IpAddress RIGHT = IpAddress.parse("192.0.2.2");

    private BfdLab() {}

    public static void main(String[] words) throws Exception {
        switch (words.length == 0 ? "" : words[0]) {
            case "hold" -> inNewNamespace(() -> hold(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
            case "peer" -> peer(Integer.parseInt(words[1]));
            case "failover" -> failover();
            default -> throw new IllegalArgumentException("hold SECONDS SESSIONS, or failover");
        }
    }

    private static void hold(int seconds, int sessions) throws Exception {
        String home = Namespace.id();
        AtomicLong failures = new AtomicLong();
        try (BfdEngine engine = new BfdEngine((_, change) -> count(change, failures))) {
            engine.apply(paths("10.9.2.", sessions));
            inNewNamespace(() -> {
                ip("link add cable type veth peer name cable netns " + home);
                String there = "nsenter --net=/proc/" + home + "/ns/net ip ";
                run(there + "link set cable up");
                ip("link set cable up");
                for (int i = 1; i <= sessions; i++) {
                    ip("address add 10.9.2." + i + "/16 dev cable");
                    run(there + "address add 10.9.1." + i + "/16 dev cable");
                }
                Process other = new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:+UseSerialGC",
                                "-Xmx32m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BfdLab.class.getName(),
                                "peer",
                                Integer.toString(sessions))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                while (up(engine) < sessions) {
                    LockSupport.parkNanos(100_000_000);
                }
                failures.set(0);
                long garbage = allocate(Duration.ofSeconds(seconds));
                long here = failures.get();
                other.getOutputStream().close();
                try (BufferedReader report =
                        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
                    System.out.println(sessions + " sessions, 3 x 50 ms, " + seconds + " s, "
                            + engine.status().join().scheduling() + ": " + here + " failed here, " + report.readLine()
                            + " at the other end; " + garbage / 1_000_000 / seconds + " MB/s allocated");
                }
                other.waitFor();
            });
        }
    }

    /// The other end: says how many sessions failed when its input ends.
    private static void peer(int sessions) throws IOException {
        AtomicLong failures = new AtomicLong();
        try (BfdEngine engine = new BfdEngine((_, change) -> count(change, failures))) {
            engine.apply(paths("10.9.1.", sessions));
            System.in.readAllBytes();
            System.out.println(failures.get());
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

    /// Keeps the collector at work beside a live heap.
    private static long allocate(Duration time) {
        List<byte[]> live = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            live.add(new byte[1000]);
        }
        Random random = new Random(1);
        long end = System.nanoTime() + time.toNanos();
        long octets = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 1000; i++) {
                byte[] fresh = new byte[1000];
                octets += fresh.length;
                if (random.nextInt(20) == 0) {
                    live.set(random.nextInt(live.size()), fresh);
                }
            }
        }
        return octets + live.size();
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
