package io.barewire.bench.peers;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.function.Function;

/// Configuration files of other daemons. Sessions are passive, everything is accepted and advertised, and the log has
/// warnings only.
final class DaemonText {
    /// It resolves next hops of internal peers by routes of its own, so it must know those of its interfaces.
    private static final String BIRD_KERNEL = """
            protocol direct { ipv4; }
            protocol kernel { ipv4 { import none; export where source = RTS_BGP; }; }
            """;

    private DaemonText() {}

    static String bird(DaemonConfig config) {
        return """
                log stderr { warning, error, fatal, bug };
                router id %s;
                protocol device { }
                %stemplate bgp tester {
                  local as %d;
                  passive;
                %s  ipv4 { import all; export all; };
                }
                """.formatted(
                                config.address(),
                                config.kernel() ? BIRD_KERNEL : "",
                                config.as(),
                                hold(config, "  hold time %d;\n", hold -> hold))
                + each(
                        config,
                        "protocol bgp from tester { neighbor %s as %d; }\n",
                        "protocol bgp from tester { neighbor %s as %d; ipv4 { import none; }; }\n");
    }

    /// `no bgp ebgp-requires-policy`: FRR would exchange nothing with external peers otherwise (RFC 8212).
    static String frr(DaemonConfig config) {
        return """
                log stdout warnings
                router bgp %d
                 bgp router-id %s
                 no bgp ebgp-requires-policy
                 no bgp network import-check
                %s""".formatted(
                                config.as(),
                                config.address(),
                                config.holdSeconds().isPresent()
                                        ? " timers bgp " + config.holdSeconds().getAsInt() / 3 + " "
                                                + config.holdSeconds().getAsInt() + "\n"
                                        : "")
                + each(config, " neighbor %s remote-as %d\n")
                + each(config, " neighbor %s passive\n");
    }

    static String goBgp(DaemonConfig config) {
        return """
                [global.config]
                  as = %d
                  router-id = "%s"
                """.formatted(config.as(), config.address())
                + each(
                        config,
                        """
                [[neighbors]]
                  [neighbors.config]
                    neighbor-address = "%s"
                    peer-as = %d
                  [neighbors.transport.config]
                    passive-mode = true
                """ + hold(config, "  [neighbors.timers.config]\n    hold-time = %d\n", hold -> hold)
                                + hold(config, "    keepalive-interval = %d\n", hold -> hold / 3));
    }

    static String openBgpd(DaemonConfig config) {
        return """
                AS %d
                router-id %s
                fib-update no
                %s""".formatted(config.as(), config.address(), hold(config, "holdtime %d\n", hold -> hold))
                + each(config, "neighbor %s {\n remote-as %d\n passive\n}\n")
                + "allow from any\nallow to any\n";
    }

    /// What `barewire` reads in [TransitSpeaker].
    static String transitSpeaker(DaemonConfig config) {
        return "speaker %s %d\n".formatted(config.address(), config.as())
                + hold(config, "hold %d\n", hold -> hold)
                + each(config, "neighbor %s %d\n");
    }

    /// What the agent reads. It advertises the prefixes of its own router, of which there are none.
    static String manifest(DaemonConfig config) {
        String neighbor = "      - address: %s\n        asn: %d\n"
                + hold(config, "        holdTime: %ds\n", hold -> hold)
                + hold(config, "        keepaliveTime: %ds\n", hold -> hold / 3);
        return """
                apiVersion: v1
                kind: Node
                metadata: {name: %s}
                status: {addresses: [{type: InternalIP, address: %s}]}
                ---
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: peers, namespace: bench}
                spec:
                  bgp:
                    routers:
                    - asn: %d
                      id: %s
                      neighbors:
                """.formatted(BarewireDaemon.NODE, config.address(), config.as(), config.address())
                + each(
                        config,
                        neighbor + "        toReceive: {allowed: {mode: all}}\n",
                        neighbor
                                + "        toReceive: {allowed: {mode: filtered, prefixes: [{prefix: 192.0.2.0/24}]}}\n");
    }

    /// The Nodes of a managed mesh of which the daemon is one.
    static String nodes(DaemonConfig config) {
        StringBuilder text = new StringBuilder(node(BarewireDaemon.NODE, config.address(), Tables.meshPrefix(-1)));
        for (int peer = 0; peer < config.neighbors().size(); peer++) {
            text.append(node("node-" + peer, config.neighbors().get(peer).address(), Tables.meshPrefix(peer)));
        }
        return text.toString();
    }

    private static String node(String name, IpAddress address, Prefix hostSubnet) {
        return """
                ---
                apiVersion: v1
                kind: Node
                metadata: {name: %s, annotations: {k8s.ovn.org/node-subnets: '{"default":["%s"]}'}}
                status: {addresses: [{type: InternalIP, address: %s}]}
                """.formatted(name, hostSubnet, address);
    }

    static String ovnKube(DaemonConfig config) {
        return """
                [default]
                transport = no-overlay
                cluster-subnets = %s/24
                [no-overlay]
                outbound-snat = disabled
                routing = managed
                [bgp-managed]
                as-number = %d
                topology = full-mesh
                frr-namespace = frr-k8s-system
                """.formatted(Tables.MESH, config.as());
    }

    private static String hold(DaemonConfig config, String line, Function<Integer, Integer> seconds) {
        return config.holdSeconds().isPresent()
                ? line.formatted(seconds.apply(config.holdSeconds().getAsInt()))
                : "";
    }

    private static String each(DaemonConfig config, String lines) {
        return each(config, lines, lines);
    }

    private static String each(DaemonConfig config, String accepted, String refused) {
        StringBuilder text = new StringBuilder();
        for (Peer neighbor : config.neighbors()) {
            String lines = config.refused().contains(neighbor) ? refused : accepted;
            text.append(lines.formatted(neighbor.address(), neighbor.as()));
        }
        return text.toString();
    }
}
