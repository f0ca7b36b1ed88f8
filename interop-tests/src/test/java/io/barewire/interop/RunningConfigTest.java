package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.daemon.log.LogLevel;
import io.barewire.daemon.show.FrrConfig;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.manifests.ManifestFolder;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.mesh.plan.NodePlan;
import io.barewire.mesh.plan.Planner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What an FRRNodeState calls the running configuration is FRR's language, not something like it.
@Tag("container")
class RunningConfigTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.onBridge();

    private static final String OBJECTS = """
            {apiVersion: v1, kind: Node, metadata: {name: worker-1},
             status: {addresses: [{type: InternalIP, address: 192.0.2.9}]}}
            ---
            apiVersion: frrk8s.metallb.io/v1beta1
            kind: FRRConfiguration
            metadata: {name: one, namespace: frr-k8s-system}
            spec:
              raw:
                rawConfig: |
                  router bgp 64515
                   address-family ipv4 unicast
                    neighbor 192.168.5.1 allowas-in origin
              bgp:
                bfdProfiles: [{name: fast, receiveInterval: 60, echoInterval: 62, echoMode: true, passiveMode: true}]
                routers:
                - asn: 64515
                  prefixes: [10.1.0.0/24, 10.2.0.0/24, '2001:db8:1::/64']
                  imports: [{vrf: red}]
                  neighbors:
                  - address: 192.168.5.1
                    asn: 64516
                    localASN: 64520
                    port: 1790
                    ebgpMultiHop: true
                    holdTime: 100s
                    keepaliveTime: 20s
                    connectTime: 3s
                    sourceaddress: 192.0.2.9
                    password: hocuspocus
                    enableGracefulRestart: true
                    bfdProfile: fast
                    toReceive: {allowed: {prefixes: [{prefix: 10.3.0.0/16, ge: 24, le: 24}]}}
                    toAdvertise:
                      allowed: {prefixes: [10.1.0.0/24, 10.2.0.0/24]}
                      nextHop: {ipv4: 192.0.2.7}
                      withLocalPref: [{localPref: 100, prefixes: [10.1.0.0/24]}]
                      withCommunity:
                      - {community: '10:100', prefixes: [10.1.0.0/24]}
                      - {community: 'large:1:2:3', prefixes: [10.1.0.0/24]}
                  - {interface: net1, dynamicASN: external, toReceive: {allowed: {mode: all}}}
                - {asn: 64513, vrf: red, neighbors: [{asn: 64600, address: '2001:db8::1'}]}
            ---
            apiVersion: barewire.io/v1alpha1
            kind: RoutingPolicy
            metadata: {name: edge, namespace: frr-k8s-system}
            spec:
              neighbors:
              - addresses: [192.168.5.1]
                maximumPrefixes: {limit: 5000, onExcess: Restart, restartAfter: 10m}
                import:
                - {name: martians, match: {prefixes: [{prefix: 192.168.0.0/16, le: 32}]}, action: Refuse}
                - {name: far, match: {asPathLength: {minimum: 3}}, set: {localPref: 50, med: 7}, action: Next}
            """;

    @TempDir
    private Path folder;

    @Test
    void whatIsRenderedFrrTakesAndSays() throws IOException {
        Files.writeString(folder.resolve("all.yaml"), OBJECTS);
        ClusterSnapshot snapshot = ManifestFolder.read(folder);
        NodePlan plan = Planner.plan(snapshot, "worker-1", new LocalFacts("worker-1", Map.of(), Optional.empty()));
        assertEquals(
                List.of(), snapshot.problems().stream().filter(Problem::isError).toList());
        assertEquals(List.of(), plan.problems());
        String rendered = FrrConfig.of(plan, "worker-1", LogLevel.INFO);

        frr.run("sh", "-c", "printf %s \"$1\" >/tmp/rendered && vtysh -C -f /tmp/rendered", "sh", rendered);

        String ofBgpd = rendered.substring(rendered.indexOf("router bgp"), rendered.indexOf("\nbfd\n") + 1);
        frr.startWith(ofBgpd);
        List<String> running =
                frr.vtysh("show running-config").lines().map(String::strip).toList();
        List<String> missing = ofBgpd.lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("!") && !running.contains(line))
                .toList();
        assertEquals(List.of(), missing, () -> String.join("\n", running));
    }
}
