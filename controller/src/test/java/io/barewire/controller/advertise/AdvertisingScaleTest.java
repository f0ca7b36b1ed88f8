package io.barewire.controller.advertise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// 5,000 nodes, the cluster's own network and 20 others, all told to three route reflectors. Prints what it costs.
@Tag("slow")
class AdvertisingScaleTest {
    private static final int NODES = 5_000;
    private static final int NETWORKS = 20;

    private static final String REFLECTORS = """
            kind: FRRConfiguration
            metadata: {name: reflectors, namespace: frr, labels: {use: ra}}
            spec:
              bgp:
                routers:
                - asn: 64512
                  neighbors:
                  - {asn: 64512, address: 192.0.2.1}
                  - {asn: 64512, address: 192.0.2.2}
                  - {asn: 64512, address: 192.0.2.3}
            """;

    private static final String ADVERTISEMENTS = """
            kind: RouteAdvertisements
            metadata: {name: all, generation: 1}
            spec:
              advertisements: [PodNetwork]
              nodeSelector: {}
              frrConfigurationSelector: {matchLabels: {use: ra}}
              networkSelectors:
              - networkSelectionType: DefaultNetwork
              - networkSelectionType: ClusterUserDefinedNetworks
                clusterUserDefinedNetworkSelector: {networkSelector: {}}
            """;

    private static String node(int number) {
        StringJoiner subnets = new StringJoiner(",", "{", "}");
        subnets.add("\"default\":[\"10.%d.%d.0/24\"]".formatted(number / 256, number % 256));
        for (int i = 0; i < NETWORKS; i++) {
            subnets.add("\"cluster_udn_net%d\":[\"%d.%d.%d.0/24\"]".formatted(i, 20 + i, number / 256, number % 256));
        }
        return """
                {"kind": "Node", "metadata": {"name": "n%d", "labels": {"kubernetes.io/hostname": "n%d"}, "annotations": {
                 "k8s.ovn.org/node-primary-ifaddr": "{\\"ipv4\\":\\"172.16.%d.%d/12\\"}",
                 "k8s.ovn.org/node-subnets": "%s"}}}
                """.formatted(
                number, number, number / 256, number % 256, subnets.toString().replace("\"", "\\\""));
    }

    private static Cluster cluster() {
        Cluster cluster = new Cluster().with(REFLECTORS, ADVERTISEMENTS);
        for (int i = 0; i < NETWORKS; i++) {
            cluster.with("""
                    apiVersion: k8s.ovn.org/v1
                    kind: ClusterUserDefinedNetwork
                    metadata: {name: net%d}
                    spec:
                      network:
                        topology: Layer3
                        transport: NoOverlay
                        noOverlay: {routing: Unmanaged, outboundSNAT: Disabled}
                        layer3: {role: Primary, subnets: [{cidr: %d.0.0.0/8, hostSubnet: 24}]}
                    """.formatted(i, 20 + i));
        }
        for (int i = 0; i < NODES; i++) {
            cluster.with(node(i));
        }
        cluster.advertising.networks(cluster.networks.selectable(false));
        return cluster;
    }

    /// What would be written, one object at a time, as it is written.
    private static int plan(Cluster cluster) {
        int objects = 0;
        for (Optional<Pair> pair = cluster.advertising.next(); pair.isPresent(); pair = cluster.advertising.next()) {
            objects += cluster.advertising.changes(pair.get()).size();
        }
        return objects;
    }

    private static long heap() {
        System.gc(); // asked for a figure alone
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void fiveThousandNodesAndTwentyNetworks() {
        long empty = heap();
        Cluster cluster = cluster();
        long known = heap();
        long began = System.nanoTime();
        long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int objects = plan(cluster);
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
        long took = System.nanoTime() - began;
        assertEquals(NODES, objects);
        System.out.printf(
                "advertising: %d objects for %d nodes and %d networks planned in %d ms (%d ms of CPU); %d MB known, %d MB afterwards%n",
                objects,
                NODES,
                NETWORKS + 1,
                took / 1_000_000,
                cpu / 1_000_000,
                (known - empty) >> 20,
                (heap() - empty) >> 20);

        cluster = cluster().settle();
        assertEquals(NODES, cluster.generated().size());
        cluster.with(node(7).replace("10.0.7.0/24", "10.200.7.0/24"));
        began = System.nanoTime();
        cluster.settle();
        System.out.printf("advertising: a node's event: %d us%n", (System.nanoTime() - began) / 1_000);
        assertEquals(1, cluster.lookedAt.size());
        assertEquals(1, cluster.done.size());
    }
}
