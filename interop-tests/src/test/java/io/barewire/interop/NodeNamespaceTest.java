package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The other tests trust the lab: a node's namespace and FRR's are joined by a link, and nothing of it stays.
@Tag("container")
class NodeNamespaceTest {
    @AutoClose
    @RegisterExtension
    static final Frr frr = Frr.withoutNetwork();

    @Test
    void oneLinkJoinsTheNodeAndFrrAndGoesWithTheNode() {
        NodeNamespace.assumePossible();
        for (int round = 0; round < 2; round++) {
            try (NodeNamespace node = new NodeNamespace(frr)) {
                frr.run("ping", "-c1", "-w30", NodeNamespace.OURS.toString());
                frr.run("ping", "-c1", "-w30", NodeNamespace.OURS_V6.toString());
                assertEquals(0, node.bgpRoutes("-4").size());
            }
            assertFalse(frr.run("ip", "-br", "link").contains("eth0"));
        }
    }
}
