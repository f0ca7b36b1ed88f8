package io.barewire.daemon.doctor;

import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.mesh.plan.MeshNode;
import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Every node on the network is an entry of the kernel's neighbour table: an overlay needed no more, but a table that
/// was just large enough for other things may now overflow.
final class NeighbourTable {
    private NeighbourTable() {}

    static List<Finding> findings(NodeFacts facts, List<MeshNode> others) {
        List<Finding> findings = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            String base = "net." + family.name().toLowerCase(Locale.ROOT) + ".neigh.default.gc_thresh";
            long here = facts.neighbours().stream()
                    .filter(neighbour -> neighbour.address().family() == family
                            && !neighbour.address().isMulticast())
                    .count();
            long nodes = others.stream()
                    .flatMap(node -> node.addresses().stream())
                    .filter(address -> address.family() == family
                            && facts.neighbours().stream()
                                    .noneMatch(neighbour -> neighbour.address().equals(address)))
                    .count();
            long wanted = here + nodes;
            if (limit(facts, base + "3").filter(hard -> wanted >= hard).isPresent()) {
                findings.add(new Finding(
                        Severity.ERROR,
                        "neighbours",
                        base + "3",
                        wanted + " neighbours are known or to come, and no more than this fit",
                        "sysctl -w " + base + "3=" + 2 * wanted + " and half of it as gc_thresh2"));
            } else if (limit(facts, base + "2").filter(soft -> wanted >= soft).isPresent()) {
                findings.add(new Finding(
                        Severity.WARNING,
                        "neighbours",
                        base + "2",
                        wanted + " neighbours are known or to come; above this the kernel forgets some within seconds",
                        "sysctl -w " + base + "2=" + 2 * wanted + " and twice that as gc_thresh3"));
            }
        }
        return findings;
    }

    private static Optional<Long> limit(NodeFacts facts, String name) {
        return facts.setting(name).filter(text -> text.matches("[0-9]{1,10}")).map(Long::parseLong);
    }
}
