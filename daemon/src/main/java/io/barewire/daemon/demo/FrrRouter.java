package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// FRR's bgpd in a namespace of its own, without zebra: it forwards nothing.
record FrrRouter(Identity identity, ProcessIdentity process) implements OutsideRouter {
    /// Where Debian has it.
    private static final Path BGPD = Path.of("/usr/lib/frr/bgpd");

    private static final Duration LIMIT = Waiting.LIMIT;

    static boolean isInstalled() {
        return Files.isExecutable(BGPD);
    }

    static FrrRouter start(Lab lab, Path folder, Identity identity, long nodes) throws InterruptedException {
        Namespace namespace = lab.add(identity.name());
        lab.plug(namespace, identity.name());
        namespace.ip("addr add " + identity.address() + "/" + Family.IPV4.nodeNetworkLength() + " dev eth0");
        namespace.ip("link set eth0 up");
        Path own = folder.resolve(identity.name());
        Manifests.write(
                own, "bgpd.conf", configuration(identity, nodes, lab.topology().nodes()));
        // Without zebra every next hop counts as reachable, which is what a router beside the way wants. It stays the
        // user that it is, so that its files may be here.
        List<String> command = List.of(
                BGPD.toString(),
                "--no_zebra",
                "--skip_runas",
                "--config_file",
                own.resolve("bgpd.conf").toString(),
                "--pid_file",
                own.resolve("bgpd.pid").toString(),
                "--vty_socket",
                own.toString(),
                "--vty_port",
                "0",
                "--log",
                "stdout");
        return new FrrRouter(identity, lab.watch(identity.name(), namespace.inside(command)));
    }

    private static String configuration(Identity identity, long nodes, List<Node> neighbors) {
        StringBuilder text = new StringBuilder("""
                hostname %s
                router bgp %d
                 bgp router-id %s
                 no bgp ebgp-requires-policy
                """.formatted(identity.name(), identity.as(), identity.address()));
        for (Node node : neighbors) {
            String address = node.address(Family.IPV4);
            text.append(" neighbor %s remote-as %d\n".formatted(address, nodes));
            text.append(" neighbor %s timers connect 1\n".formatted(address));
        }
        // Without zebra it does not know that nodes share its network, where next hops stay (RFC 4271 §5.1.3).
        String role = identity.reflects(nodes) ? "route-reflector-client" : "attribute-unchanged next-hop";
        text.append(" address-family ipv4 unicast\n");
        for (Node node : neighbors) {
            text.append("  neighbor %s %s\n".formatted(node.address(Family.IPV4), role));
        }
        return text.toString();
    }

    @Override
    public String program() {
        return "FRR";
    }

    @Override
    public void stop() throws InterruptedException {
        process.kill();
        process.awaitEnd(LIMIT);
    }
}
