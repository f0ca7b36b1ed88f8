package io.barewire.bench;

import io.barewire.rib.ChangeFeed;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.Rib;
import io.barewire.rib.RibSettings;
import io.barewire.rib.RouteChange;
import io.barewire.rib.SessionInfo;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Update;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;

/// How many octets a route takes in the tables, counted by the JVM's own walk over all objects that are reachable. A
/// program: `RibOctets PREFIXES PEERS`. The peers tell the same prefixes with attributes of their own; one sink is told
/// what is chosen, and one peer more is told the routes.
public final class RibOctets {
    private static final long AS = 64_900;
    private static final MessageFormat FORMAT =
            new MessageFormat(true, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);
    private static final int SHOWN = 5;
    /// What the collector puts into gaps that it does not close.
    private static final String NO_OBJECT = "FillerElement";

    private RibOctets() {}

    public static void main(String[] words) throws JMException {
        int prefixes = Integer.parseInt(words[0]);
        int peers = Integer.parseInt(words[1]);
        Rib rib = new Rib(new RibSettings(64_512, IpAddress.parse("192.0.2.254"), 1));
        ChangeFeed<RouteChange> feed = rib.openFeed(() -> {});
        List<PeerId> up = new ArrayList<>(List.of(up(rib, 0)));
        PeerId first = up(rib, 1); // so that classes and caches are there
        tell(rib, first, prefixes / 100, 1);
        rib.removePeer(first);
        drain(rib, feed, up);
        Map<String, Long> before = histogram();
        for (int peer = 1; peer <= peers; peer++) {
            up.add(up(rib, peer));
            tell(rib, up.getLast(), prefixes, peer);
            drain(rib, feed, up);
        }
        Map<String, Long> after = histogram();
        long routes = rib.size(AddressFamily.IPV4);
        long paths = routes * peers;
        long octets = sum(after) - sum(before);
        System.out.printf(
                "%,d routes, %,d paths, %,d attribute sets: %,d octets, %.1f a route, %.1f a path; said by estimate: %,d%n",
                routes,
                paths,
                rib.attributeSets(),
                octets,
                (double) octets / routes,
                (double) octets / paths,
                rib.estimatedOctets());
        after.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue() - before.getOrDefault(entry.getKey(), 0L)))
                .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
                .limit(SHOWN)
                .forEach(entry -> System.out.printf("%,14d %s%n", entry.getValue(), entry.getKey()));
    }

    private static PeerId up(Rib rib, int peer) {
        PeerId id = new PeerId("192.0.2." + (peer == 0 ? 200 : peer));
        IpAddress address = IpAddress.parse(id.toString());
        rib.addPeer(id, PeerPolicy.EVERYTHING);
        rib.peerUp(
                id,
                new SessionInfo(
                        AS + peer,
                        address,
                        address,
                        Map.of(AddressFamily.IPV4, NextHop.of(IpAddress.parse("192.0.2.254"))),
                        FORMAT,
                        false,
                        0,
                        true));
        return id;
    }

    private static void tell(Rib rib, PeerId peer, int prefixes, int number) {
        for (Update update : DfzLikeTable.updates(prefixes, AS + number, IpAddress.parse(peer.toString()), 1)) {
            rib.receive(peer, update);
        }
    }

    /// Peers take turns, as they do when they are sent something.
    private static void drain(Rib rib, ChangeFeed<RouteChange> feed, List<PeerId> up) {
        while (!feed.isEmpty()) {
            feed.drain(10_000);
        }
        boolean more = true;
        while (more) {
            more = false;
            for (PeerId peer : up) {
                more |= rib.hasOutput(peer) && !rib.poll(peer).isEmpty();
            }
        }
    }

    /// Octets of the reachable objects of each class.
    static Map<String, Long> histogram() throws JMException {
        String text = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Map<String, Long> octets = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.strip().split(" +", -1);
            if (words.length >= 4 && words[0].endsWith(":") && !words[3].contains(NO_OBJECT)) {
                octets.merge(words[3], Long.parseLong(words[2]), Long::sum);
            }
        }
        return octets;
    }

    static long sum(Map<String, Long> octets) {
        return octets.values().stream().mapToLong(Long::longValue).sum();
    }
}
