package io.barewire.daemon.doctor;

import io.barewire.mesh.Problem;
import io.barewire.mesh.plan.MeshNode;
import io.barewire.mesh.plan.Planner;
import java.util.ArrayList;
import java.util.List;

/// What the facts of a node mean.
///
/// @param mode how packets travel between the nodes' pods now, for people
/// @param findings the worst first
public record Diagnosis(String node, String mode, List<Finding> findings) {
    public Diagnosis {
        findings = findings.stream().distinct().sorted().toList();
    }

    public static Diagnosis of(NodeFacts facts) {
        List<MeshNode> others = facts.cluster()
                .map(cluster -> Planner.otherNodes(cluster, facts.node()))
                .orElse(List.of());
        List<Finding> findings = new ArrayList<>(facts.unseen());
        OverlayMode mode = OverlayMode.of(facts);
        findings.addAll(mode.findings());
        findings.addAll(Forwarding.findings(facts, others));
        findings.addAll(PacketSize.findings(facts, others));
        findings.addAll(Firewall.findings(facts));
        findings.addAll(OtherDaemons.findings(facts));
        findings.addAll(NeighbourTable.findings(facts, others));
        findings.addAll(KernelRoutes.findings(facts, others));
        findings.addAll(Sessions.findings(facts));
        facts.cluster()
                .ifPresent(cluster ->
                        findings.addAll(Planner.plan(cluster, facts.node(), LocalNetworks.of(facts)).problems().stream()
                                .map(Diagnosis::ofPlan)
                                .toList()));
        facts.cluster()
                .ifPresent(cluster -> findings.addAll(
                        cluster.problems().stream().map(Diagnosis::ofPlan).toList()));
        return new Diagnosis(facts.node(), mode.text(), findings);
    }

    private static Finding ofPlan(Problem problem) {
        String place = String.join(
                " ",
                List.of(problem.origin().toString(), problem.object(), problem.path()).stream()
                        .filter(part -> !part.isEmpty())
                        .toList());
        Finding.Severity severity = switch (problem.severity()) {
            case ERROR -> Finding.Severity.ERROR;
            case WARNING -> Finding.Severity.WARNING;
            case INFO -> Finding.Severity.INFO;
        };
        return new Finding(severity, "objects", place, problem.reason(), problem.remedy());
    }

    public boolean anyError() {
        return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
    }
}
