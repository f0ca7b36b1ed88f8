package io.barewire.mesh.plan;

import io.barewire.mesh.objects.Node;
import io.barewire.wire.AddressFamily;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which nodes of a mesh reflect routes (RFC 4456): up to three in each zone. All others of the zone are clients of
/// each of them, and reflectors of all zones are fully meshed, so that about three sessions are needed for each
/// node.
///
/// The choice follows from the nodes alone, so every node comes to the same one. In a zone nodes have an order that a
/// hash of the zone and of their names makes (highest random weight, or rendezvous hashing): a node that comes or goes
/// changes the choice by that one node at most.
///
/// *Moves without loss.* The first nodes in the order reflect, and so do the first of those that are settled:
/// schedulable and ready. While a reflector is drained or down its successor is at work already; while a new node
/// that is to be a reflector is not ready the one that it replaces stays. Only when the change is over goes the one
/// that is too many.
///
/// A node may be picked by [#LABEL]. With two or more of those in a zone only these are taken, with one it has another
/// one at its side.
public record Reflectors(Map<AddressFamily, Set<String>> names) {
    /// Its value, if it is not `false`, makes a node reflect before others of its zone.
    public static final String LABEL = "barewire.io/route-reflector";

    /// Where a node is; without the label all are in one place.
    public static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    static final int MOST = 3;
    static final int FEWEST = 2;

    public Reflectors {
        names = names.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
    }

    /// Among the nodes with an InternalIP of a family, which has sessions of its own.
    public static Reflectors among(Collection<Node> nodes) {
        Map<AddressFamily, Set<String>> names = new HashMap<>();
        for (AddressFamily family : AddressFamily.values()) {
            Map<String, List<Node>> zones = nodes.stream()
                    .filter(node -> node.internalAddress(family).isPresent())
                    .collect(Collectors.groupingBy(Reflectors::zone));
            names.put(
                    family,
                    zones.entrySet().stream()
                            .flatMap(zone -> ofZone(zone.getKey(), zone.getValue()))
                            .collect(Collectors.toSet()));
        }
        return new Reflectors(names);
    }

    private static Stream<String> ofZone(String zone, List<Node> nodes) {
        List<Node> ordered = nodes.stream()
                .sorted(Comparator.comparing((Node node) -> !isLabelled(node))
                        .thenComparing(
                                node -> weight(zone, node), Comparator.comparing(bits -> ~bits, Long::compareUnsigned))
                        .thenComparing(Node::name))
                .toList();
        long labelled = nodes.stream().filter(Reflectors::isLabelled).count();
        long wanted = labelled == 0 ? MOST : Math.clamp(labelled, FEWEST, MOST);
        return Stream.concat(
                        ordered.stream().limit(wanted),
                        ordered.stream().filter(Node::settled).limit(wanted))
                .map(Node::name);
    }

    public static String zone(Node node) {
        return node.labels().getOrDefault(ZONE_LABEL, "");
    }

    private static boolean isLabelled(Node node) {
        return !node.labels().getOrDefault(LABEL, "false").equals("false");
    }

    /// FNV-1a of 64 bits, whose last octets are mixed too little to compare by: finished as MurmurHash3 is.
    private static long weight(String zone, Node node) {
        long hash = 0xcbf29ce484222325L;
        for (byte octet : (zone + "\n" + node.name()).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xFF)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    public boolean reflects(Node node, AddressFamily family) {
        return names.getOrDefault(family, Set.of()).contains(node.name());
    }

    /// Whether two nodes have a session of a family.
    public boolean arePeers(Node one, Node other, AddressFamily family) {
        boolean both = reflects(one, family) && reflects(other, family);
        return both
                || ((reflects(one, family) || reflects(other, family))
                        && zone(one).equals(zone(other)));
    }

    /// Whether `one` reflects what `other` tells it.
    public boolean isClient(Node one, Node other, AddressFamily family) {
        return reflects(one, family) && !reflects(other, family);
    }
}
