package io.barewire.controller.advertise;

import io.barewire.controller.advertise.Network.Transport;
import io.barewire.controller.advertise.RouteAdvertisements.Advertisement;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork.Topology;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Judges every RouteAdvertisements by what it selects, with OVN-Kubernetes' rules, and one more: in one VRF no two
/// networks may have the same addresses. Of two that dispute some, the older one is right.
///
/// @param networks those that may be selected, by name
/// @param sources the FRRConfigurations that nobody has generated
/// @param egressIps whether the cluster has EgressIPs
record Scopes(Map<String, SelectableNetwork> networks, SortedMap<ObjectKey, Source> sources, boolean egressIps) {
    /// A network that a RouteAdvertisements may select, by the labels of its ClusterUserDefinedNetwork; the cluster's
    /// own has none.
    sealed interface SelectableNetwork {
        Map<String, String> labels();

        /// @param flaw why it cannot be read any more, so that what it was counts on
        record Known(Network network, Map<String, String> labels, Optional<String> flaw) implements SelectableNetwork {}

        /// One that could never be read here.
        ///
        /// @param why and where
        record Unreadable(Map<String, String> labels, String why) implements SelectableNetwork {}
    }

    private static final Comparator<RouteAdvertisements> BY_AGE =
            Comparator.comparing(RouteAdvertisements::created).thenComparing(RouteAdvertisements::name);

    /// By name.
    Map<String, Judgement> judge(Collection<RouteAdvertisements> all) {
        Claims claims = new Claims();
        Map<String, Judgement> judgements = new LinkedHashMap<>();
        all.stream()
                .sorted(BY_AGE)
                .forEach(advertisements -> judgements.put(advertisements.name(), judge(advertisements, claims)));
        return judgements;
    }

    private Judgement judge(RouteAdvertisements advertisements, Claims claims) {
        SortedMap<String, Network> selected = new TreeMap<>();
        List<String> flaws = new ArrayList<>();
        Optional<Fault> fault = asWritten(advertisements)
                .or(() -> select(advertisements, selected, flaws))
                .or(() -> selected.values().stream()
                        .flatMap(network -> ofNetwork(network, advertisements).stream())
                        .findFirst()
                        .or(() -> sharedVrf(selected.values()))
                        .or(() -> nodes(advertisements)));
        if (fault.isPresent()) {
            return new Judgement.Unsound(fault.get());
        }
        LabelSelector selector = advertisements.configurations();
        List<Source> chosen = sources.values().stream()
                .filter(source -> selector.selects(source.labels()))
                .toList();
        if (chosen.isEmpty()) {
            return new Judgement.Unsound(Fault.pending("no FRRConfigurations selected"));
        }
        for (Network network : selected.values()) {
            if (network.transport() == Transport.EVPN) {
                return new Judgement.Unsound(
                        Fault.configuration("network \"" + network.name() + "\" selected, but EVPN is not supported"));
            }
        }
        Scope scope = new Scope(
                advertisements.name(),
                advertisements.target(),
                advertisements.advertises(Advertisement.PodNetwork),
                advertisements.advertises(Advertisement.EgressIP),
                List.copyOf(selected.values()),
                PodRoutes.of(List.copyOf(selected.values())),
                chosen,
                flaws);
        return claims.add(scope).<Judgement>map(Judgement.Unsound::new).orElseGet(() -> new Judgement.Sound(scope));
    }

    private Optional<Fault> asWritten(RouteAdvertisements advertisements) {
        if (advertisements.flaw().isPresent()) {
            return advertisements.flaw().map(Fault::configuration);
        }
        if (advertisements.advertises(Advertisement.EgressIP)) {
            if (!egressIps) {
                return Optional.of(Fault.configuration("EgressIP advertised, but the cluster has no EgressIPs"));
            }
            if (advertisements.target() == TargetVrf.Auto.AUTO) {
                return Optional.of(Fault.configuration("EgressIP cannot be advertised with target VRF 'auto'"));
            }
        }
        return Optional.empty();
    }

    private Optional<Fault> select(
            RouteAdvertisements advertisements, SortedMap<String, Network> selected, List<String> flaws) {
        for (NetworkSelector selector : advertisements.networks()) {
            switch (selector) {
                case NetworkSelector.Default _ -> {
                    Optional<Fault> fault = select(Network.DEFAULT, selected, flaws);
                    if (fault.isPresent()) {
                        return fault;
                    }
                }
                case NetworkSelector.ClusterNetworks(LabelSelector labels) -> {
                    for (Map.Entry<String, SelectableNetwork> each : new TreeMap<>(networks).entrySet()) {
                        String name = each.getKey();
                        if (name.equals(Network.DEFAULT)
                                || !labels.selects(each.getValue().labels())) {
                            continue;
                        }
                        Optional<Fault> fault = select(name, selected, flaws);
                        if (fault.isPresent()) {
                            return fault;
                        }
                    }
                }
                case NetworkSelector.Unsupported(String type) -> {
                    return Optional.of(Fault.configuration("unsupported network selection type \"" + type + "\""));
                }
            }
        }
        return selected.isEmpty() ? Optional.of(Fault.pending("no networks selected")) : Optional.empty();
    }

    private Optional<Fault> select(String name, SortedMap<String, Network> selected, List<String> flaws) {
        return switch (networks.get(name)) {
            case null -> Optional.empty();
            case SelectableNetwork.Known(Network network, var _, Optional<String> flaw) -> {
                if (selected.put(name, network) == null) {
                    flaw.ifPresent(why -> flaws.add(
                            "network \"" + name + "\" cannot be read any more, so what it was counts: " + why));
                }
                yield Optional.empty();
            }
            case SelectableNetwork.Unreadable(var _, String why) ->
                Optional.of(Fault.configuration("selected network \"" + name + "\" cannot be read: " + why));
        };
    }

    private static Optional<Fault> ofNetwork(Network network, RouteAdvertisements advertisements) {
        String selected = "selected network \"" + network.name() + "\"";
        if (!network.primary()) {
            return Optional.of(Fault.configuration(selected + " is neither the default nor a primary network"));
        }
        boolean egress = advertisements.advertises(Advertisement.EgressIP);
        Optional<String> wrong = switch (network.topology()) {
            case LAYER3 -> Optional.empty();
            case LAYER2 ->
                egress ? Optional.of(" is of topology Layer2, whose EgressIPs cannot be advertised") : Optional.empty();
            case LOCALNET -> Optional.of(" has unsupported topology Localnet");
        };
        if (wrong.isPresent()) {
            return Optional.of(Fault.configuration(selected + wrong.get()));
        }
        if (network.topology() == Topology.LAYER2
                && network.subnets().isEmpty()
                && advertisements.advertises(Advertisement.PodNetwork)) {
            return Optional.of(Fault.configuration(selected + " is of topology Layer2 and has no subnets"));
        }
        if (network.transport() == Transport.EVPN
                && advertisements.target() instanceof TargetVrf.Named(String vrf)
                && !vrf.equals(network.vrf())) {
            return Optional.of(Fault.configuration(
                    selected + " uses EVPN, so the target VRF must be 'auto' or its own, not \"" + vrf + "\""));
        }
        return Optional.empty();
    }

    private static Optional<Fault> sharedVrf(Collection<Network> selected) {
        Map<String, List<String>> byVrf = new TreeMap<>();
        selected.forEach(network ->
                byVrf.computeIfAbsent(network.vrf(), _ -> new ArrayList<>()).add(network.name()));
        return byVrf.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .findFirst()
                .map(entry -> Fault.configuration(
                        "VRF \"" + entry.getKey() + "\" is that of several selected networks: " + entry.getValue()));
    }

    private static Optional<Fault> nodes(RouteAdvertisements advertisements) {
        return advertisements.advertises(Advertisement.PodNetwork)
                        && !advertisements.nodes().equals(LabelSelector.EVERYTHING)
                ? Optional.of(Fault.configuration("a node selector cannot be given when the pod network is advertised"))
                : Optional.empty();
    }
}
