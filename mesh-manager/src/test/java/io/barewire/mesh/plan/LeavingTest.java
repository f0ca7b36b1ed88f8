package io.barewire.mesh.plan;

import static io.barewire.mesh.manifests.Manifests.MANAGED;
import static io.barewire.mesh.manifests.Manifests.node;
import static io.barewire.mesh.manifests.Manifests.policy;
import static io.barewire.mesh.manifests.Manifests.yamlAndConf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.AttributeChange.SetLocalPref;
import io.barewire.rib.PeerId;
import io.barewire.rib.RoutePolicy.Judgement;
import io.barewire.speaker.PeerConfig;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a policy permits, with a LOCAL_PREF of its own, while the mesh goes from one topology to another.
class LeavingTest {
    private static final String REFLECTED = MANAGED.replace("full-mesh", "route-reflector");
    private static final String OBJECTS =
            IntStream.rangeClosed(1, 6).mapToObj(i -> node("n" + i, i)).collect(Collectors.joining())
                    + policy("all", "neighbors: [{import: [{name: all, action: Permit, set: {localPref: 200}}]}]");

    private static NodePlan plan(String node, String conf, Handover before) {
        LocalFacts facts = new LocalFacts(node, Map.of(), Optional.empty());
        return Planner.plan(yamlAndConf(OBJECTS, conf), node, facts, Map.of(), before, 0);
    }

    private static SetLocalPref localPref(PeerConfig peer, int node) {
        Judgement judgement = peer.policy()
                .imports()
                .rules()
                .judge(Prefix.parse("10.244." + node + ".0/24"), Optional.empty(), PathAttributes.of(List.of()));
        return (SetLocalPref) judgement.changes().getLast();
    }

    private static int number(PeerId peer) {
        return Integer.parseInt(peer.name().substring(peer.name().lastIndexOf('.') + 1));
    }

    /// What a reflector tells of itself stays when only its reflecting ends.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsToGoIsTheLastResortWhateverAPolicySays(boolean reflected) {
        int lastResorts = 0;
        for (int self = 1; self <= 6; self++) {
            String name = "n" + self;
            NodePlan before = plan(name, reflected ? REFLECTED : MANAGED, Handover.begin(Handover.Patience.DEFAULT));
            NodePlan plan = plan(name, reflected ? MANAGED : REFLECTED, before.handover());
            for (PeerConfig peer : plan.speaker().orElseThrow().peers()) {
                int own = number(peer.id());
                for (int of = 1; of <= 6; of++) {
                    boolean lastResort = plan.handover().isLastResort(peer.id(), of == own);
                    assertEquals(new SetLocalPref(lastResort ? 0 : 200), localPref(peer, of), peer::toString);
                    lastResorts += lastResort ? 1 : 0;
                }
            }
        }
        assertTrue(lastResorts > 0);
    }
}
