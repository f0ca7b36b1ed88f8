package io.barewire.mesh.objects;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What there is of Kube-OVN's, as far as routers outside are to know of it.
public record KubeOvn(
        SortedMap<String, KubeOvnSubnet> subnets,
        SortedMap<ObjectKey, KubeOvnPod> pods,
        SortedMap<ObjectKey, KubeOvnService> services) {
    /// Of a cluster without Kube-OVN.
    public static final KubeOvn NONE = new KubeOvn(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public KubeOvn {
        subnets = Collections.unmodifiableSortedMap(new TreeMap<>(subnets));
        pods = Collections.unmodifiableSortedMap(new TreeMap<>(pods));
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /// @throws IllegalStateException when two objects of a kind have one name
    public static KubeOvn of(
            Collection<KubeOvnSubnet> subnets, Collection<KubeOvnPod> pods, Collection<KubeOvnService> services) {
        return new KubeOvn(
                by(subnets, KubeOvnSubnet::name), by(pods, KubeOvnPod::key), by(services, KubeOvnService::key));
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> by(Collection<V> values, Function<V, K> key) {
        return new TreeMap<>(values.stream().collect(Collectors.toMap(key, value -> value)));
    }

    /// What a node is to announce. A Pod that its Subnet's own prefix covers is not announced beside it unless its own
    /// annotation asks for that.
    public Set<Prefix> announcedBy(Node node) {
        Set<Prefix> announced = new HashSet<>();
        subnets.values().stream()
                .filter(subnet -> subnet.announcedBy(node.name()))
                .forEach(subnet -> announced.addAll(subnet.cidrs()));
        Stream<IpAddress> ofPods = pods.values().stream().flatMap(pod -> announcedBy(node, pod));
        Stream<IpAddress> ofServices = services.values().stream()
                .filter(service -> service.announcedBy(node))
                .flatMap(service -> service.addresses().stream());
        Stream.concat(ofPods, ofServices).map(KubeOvn::alone).forEach(announced::add);
        return announced;
    }

    /// Whoever may write a Pod's annotations must not have addresses announced that are no Pod's.
    private Stream<IpAddress> announcedBy(Node node, KubeOvnPod pod) {
        return pod.addresses().entrySet().stream().flatMap(entry -> {
            KubeOvnSubnet subnet = subnets.get(entry.getKey());
            if (subnet == null || !subnet.throughNodes() || !announces(node, pod, subnet)) {
                return Stream.empty();
            }
            return entry.getValue().stream()
                    .filter(address -> subnet.cidrs().stream().anyMatch(cidr -> cidr.contains(address)));
        });
    }

    private static boolean announces(Node node, KubeOvnPod pod, KubeOvnSubnet subnet) {
        return switch (pod.asked().orElse(ofPods(subnet))) {
            case NONE -> false;
            case CLUSTER -> true;
            case LOCAL -> pod.node().equals(node.name());
        };
    }

    private static Announcement ofPods(KubeOvnSubnet subnet) {
        return subnet.announcement() == Announcement.LOCAL ? Announcement.LOCAL : Announcement.NONE;
    }

    private static Prefix alone(IpAddress address) {
        return Prefix.of(address, address.family().bits());
    }

    /// What every node reaches by itself.
    public Stream<Prefix> everywhere() {
        return subnets.values().stream().flatMap(subnet -> subnet.cidrs().stream());
    }
}
