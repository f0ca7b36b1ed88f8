package io.barewire.mesh.manifests;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.inforce.InForce;
import io.barewire.mesh.inforce.Part;
import io.barewire.mesh.inforce.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// YAML for tests, and snapshots from it.
public final class Manifests {
    /// A managed mesh over 10.244.0.0/16 in /24s.
    public static final String MANAGED = """
            [default]
            transport = no-overlay
            cluster-subnets = 10.244.0.0/16/24

            [no-overlay]
            outbound-snat = enabled
            routing = managed

            [bgp-managed]
            as-number = 64514
            topology = full-mesh
            """;

    private Manifests() {}

    /// Node `name` with InternalIP 192.0.2.`number` and host subnet 10.244.`number`.0/24.
    public static String node(String name, int number) {
        return node(name, "192.0.2." + number, "10.244." + number + ".0/24");
    }

    public static String node(String name, String address, String subnet) {
        return """
                apiVersion: v1
                kind: Node
                metadata:
                  name: %s
                  annotations:
                    k8s.ovn.org/node-subnets: '{"default":["%s"]}'
                status:
                  addresses:
                  - {type: Hostname, address: %s}
                  - {type: InternalIP, address: %s}
                ---
                """.formatted(name, subnet, name, address);
    }

    /// An FRRConfiguration with one router and one neighbor.
    ///
    /// @param lines of the neighbor, in YAML
    public static String neighbor(String name, String... lines) {
        StringBuilder text = new StringBuilder("""
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: %s, namespace: frr-k8s-system}
                spec:
                  bgp:
                    routers:
                    - asn: 64512
                      prefixes: [10.1.0.0/24, 10.2.0.0/24, '2001:db8:1::/64']
                      neighbors:
                      -
                """.formatted(name));
        Arrays.stream(lines)
                .forEach(line -> text.append("        ").append(line).append('\n'));
        return text.append("---\n").toString();
    }

    /// A RoutingPolicy in the namespace of [#neighbor].
    ///
    /// @param spec in YAML's flow style, without its braces
    public static String policy(String name, String spec) {
        return """
                apiVersion: barewire.io/v1alpha1
                kind: RoutingPolicy
                metadata: {name: %s, namespace: frr-k8s-system}
                spec: {%s}
                ---
                """.formatted(name, spec);
    }

    static Part file(String name, String text) {
        return ManifestText.decode(name, text.getBytes(StandardCharsets.UTF_8));
    }

    static Reading folder(Part... files) {
        return new Reading(true, List.of(files), List.of());
    }

    /// The snapshot of `all.yaml` alone.
    public static ClusterSnapshot yaml(String text) {
        return InForce.NOTHING.after(folder(file("all.yaml", text))).snapshot();
    }

    /// The snapshot of `all.yaml` and `ovnkube.conf`.
    public static ClusterSnapshot yamlAndConf(String text, String conf) {
        return InForce.NOTHING
                .after(folder(file("all.yaml", text), file("ovnkube.conf", conf)))
                .snapshot();
    }

    public static Stream<String> errors(List<Problem> problems) {
        return problems.stream().filter(Problem::isError).map(Problem::toString);
    }
}
