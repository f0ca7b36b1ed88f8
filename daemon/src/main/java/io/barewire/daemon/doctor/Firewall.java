package io.barewire.daemon.doctor;

import io.barewire.daemon.doctor.Finding.Severity;
import java.util.ArrayList;
import java.util.List;

/// Hints only: policies that drop what no rule lets through, and no rule that speaks of BGP.
final class Firewall {
    private Firewall() {}

    static List<Finding> findings(NodeFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (String program : List.of("iptables", "ip6tables")) {
            List<String> rules = facts.firewall().stream()
                    .filter(line -> line.startsWith(program + " "))
                    .map(line -> line.substring(program.length() + 1))
                    .toList();
            if (rules.contains("-P FORWARD DROP")) {
                findings.add(new Finding(
                        Severity.WARNING,
                        "firewall",
                        program + " chain FORWARD",
                        "drops what no rule lets through: an overlay hid pods' addresses from it, routing does not",
                        "let the cluster's pod addresses through in both directions"));
            }
            if (rules.contains("-P INPUT DROP")
                    && rules.stream()
                            .noneMatch(rule -> rule.contains("--dport 179") || rule.contains("--dports 179"))) {
                findings.add(new Finding(
                        Severity.WARNING,
                        "firewall",
                        program + " chain INPUT",
                        "drops what no rule lets through, and none is about TCP port 179",
                        "let the other nodes connect to TCP port 179"));
            }
        }
        return findings;
    }
}
