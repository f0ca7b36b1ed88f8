package io.barewire.daemon.doctor;

import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.mesh.plan.MeshNode;
import io.barewire.netlink.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Whether what pods send fits through what leads to other nodes, without the room that an overlay took or with it.
final class PacketSize {
    private PacketSize() {}

    static List<Finding> findings(NodeFacts facts, List<MeshNode> others) {
        List<Finding> findings = new ArrayList<>();
        Comparator<Link> byMtu = Comparator.comparingInt(Link::mtu);
        Optional<Link> narrowest = LocalNetworks.uplinks(facts, others).stream()
                .filter(link -> link.mtu() > 0)
                .min(byMtu);
        Optional<Link> widest = facts.interfaces().links().stream()
                .filter(link -> LocalNetworks.isPodLink(facts, link) && link.mtu() > 0)
                .max(byMtu);
        if (narrowest.isEmpty() || widest.isEmpty()) {
            return findings;
        }
        int room = narrowest.get().mtu();
        int sent = widest.get().mtu();
        String both = widest.get().name() + " has an MTU of " + sent + ", "
                + narrowest.get().name() + " of " + room;
        if (sent > room) {
            findings.add(new Finding(
                    Severity.ERROR,
                    "mtu",
                    widest.get().name(),
                    both + ": larger packets of pods do not leave this node whole",
                    "give the pods' network an MTU of at most " + room + ", and start pods anew"));
        } else if (sent < room) {
            findings.add(new Finding(
                    Severity.INFO,
                    "mtu",
                    widest.get().name(),
                    both + ": without overlay packets may be " + (room - sent) + " octets longer",
                    "raise the pods' MTU on all nodes first to last, when no overlay is left; pods keep theirs until"
                            + " they start anew"));
        }
        return findings;
    }
}
