package io.barewire.daemon.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.fib.FibConfig;
import io.barewire.netlink.Route;
import java.util.ArrayList;
import java.util.List;

/// Others that speak BGP on this node, or did.
final class OtherDaemons {
    private OtherDaemons() {}

    static List<Finding> findings(NodeFacts facts) {
        List<Finding> findings = new ArrayList<>();
        boolean ours = facts.agent()
                .filter(agent -> agent.summary().path("speaker").has("listening"))
                .isPresent();
        if (!ours) {
            facts.listeners()
                    .forEach(listener -> findings.add(new Finding(
                            facts.agent().isPresent() ? Severity.ERROR : Severity.WARNING,
                            "daemons",
                            listener.address(),
                            listener.process().orElse("a process that this user may not see")
                                    + " listens where an agent wants to",
                            "stop it before the agent starts (frr-k8s: delete its DaemonSet), or use --listen")));
        }
        if (facts.agent().isPresent()) {
            for (JsonNode route : facts.agent().get().fib().path("foreign")) {
                findings.add(foreign(route.asText()));
            }
        } else {
            long routes = facts.routes().stream().filter(OtherDaemons::ofBgp).count();
            if (routes > 0) {
                findings.add(new Finding(
                        Severity.INFO,
                        "daemons",
                        "routing table main",
                        routes + " routes of protocol bgp (186), and no agent that says whether they are its own",
                        "an agent that starts takes over those that it learns, too; `ip route flush proto bgp` takes"
                                + " out the rest"));
            }
        }
        return findings;
    }

    static boolean ofBgp(Route route) {
        return route.protocol() == FibConfig.DEFAULT.protocol();
    }

    private static Finding foreign(String route) {
        return new Finding(
                Severity.WARNING,
                "daemons",
                route,
                "a route of protocol bgp (186) that the agent did not add",
                "stop the daemon that did; `ip route del` takes it out when it is left over");
    }
}
