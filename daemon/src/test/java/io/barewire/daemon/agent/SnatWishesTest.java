package io.barewire.daemon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.manifests.ManifestFolder;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.ovn.snat.GatewayMode;
import io.barewire.ovn.snat.PodNetwork;
import io.barewire.ovn.snat.SnatWish;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnatWishesTest {
    private static final String NODES = """
            apiVersion: v1
            kind: Node
            metadata:
              name: a
              annotations:
                k8s.ovn.org/node-subnets: '{"default":["10.244.0.0/24"],"cluster_udn_blue":["10.9.0.0/24"]}'
                k8s.ovn.org/host-cidrs: '["172.18.0.2/16","192.0.2.2/24"]'
            status: {addresses: [{type: InternalIP, address: 172.18.0.2}]}
            ---
            apiVersion: v1
            kind: Node
            metadata:
              name: b
              annotations: {k8s.ovn.org/host-cidrs: '["172.18.0.3/16","192.0.2.3/24"]'}
            status: {addresses: [{type: InternalIP, address: 172.18.0.3}]}
            """;
    private static final String NETWORKS = """
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: blue}
            spec:
              network:
                topology: Layer3
                layer3: {role: Primary, subnets: [{cidr: 10.9.0.0/16, hostSubnet: 24}]}
                transport: NoOverlay
                noOverlay: {routing: Managed, outboundSNAT: Disabled}
            ---
            apiVersion: k8s.ovn.org/v1
            kind: ClusterUserDefinedNetwork
            metadata: {name: not-here}
            spec:
              network:
                topology: Layer3
                layer3: {role: Primary, subnets: [{cidr: 10.10.0.0/16, hostSubnet: 24}]}
                transport: NoOverlay
                noOverlay: {routing: Managed, outboundSNAT: Enabled}
            """;
    private static final String OVN_KUBE = """
            [default]
            cluster-subnets = 10.244.0.0/16/24
            [no-overlay]
            outbound-snat = enabled
            routing = managed
            [bgp-managed]
            topology = full-mesh
            [kubernetes]
            service-cidrs = 172.30.0.0/16
            """;

    @TempDir
    private Path folder;

    private SnatWish wish(String transport) throws IOException {
        Files.writeString(folder.resolve("nodes.yaml"), NODES);
        Files.writeString(folder.resolve("networks.yaml"), NETWORKS);
        Files.writeString(folder.resolve("ovnkube.conf"), "[default]\ntransport = " + transport + "\n" + OVN_KUBE);
        ClusterSnapshot snapshot = ManifestFolder.read(folder);
        LocalFacts facts = new LocalFacts(
                "a", Map.of(Router.DEFAULT_VRF, addresses("172.18.0.2", "203.0.113.2")), Optional.empty());
        return SnatWishes.wish(
                GatewayMode.LOCAL,
                Objects.requireNonNull(snapshot.nodes().get("a")),
                snapshot.ovnKubeConfig().orElseThrow(),
                snapshot,
                facts);
    }

    private static Set<IpAddress> addresses(String... texts) {
        return Stream.of(texts).map(IpAddress::parse).collect(Collectors.toSet());
    }

    private static List<Prefix> prefixes(String... texts) {
        return Stream.of(texts).map(Prefix::parse).toList();
    }

    @Test
    void itIsWhatTheClustersObjectsAndTheMachinesAddressesComeTo() throws IOException {
        assertEquals(
                new SnatWish(
                        "a",
                        GatewayMode.LOCAL,
                        addresses("172.18.0.2", "192.0.2.2", "203.0.113.2"),
                        addresses("172.18.0.3", "192.0.2.3"),
                        prefixes("172.30.0.0/16"),
                        List.of(
                                new PodNetwork("default", prefixes("10.244.0.0/16"), prefixes("10.244.0.0/24"), true),
                                new PodNetwork(
                                        "cluster_udn_blue", prefixes("10.9.0.0/16"), prefixes("10.9.0.0/24"), false))),
                wish("no-overlay"));
    }

    @Test
    void aNetworkWithAnOverlayIsNotOurs() throws IOException {
        assertEquals(
                List.of("cluster_udn_blue"),
                wish("").networks().stream().map(PodNetwork::name).toList());
    }
}
