package io.barewire.daemon.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.KubeOvn;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.plan.Handover;
import io.barewire.mesh.plan.LocalFacts;
import io.barewire.wire.IpAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// When a plan is made, without a plan that has anything to do.
class PlanApplierTest {
    private static final AgentConfig CONFIG = new AgentConfig(
            new Source.Folder(Path.of("manifests")),
            "node1",
            Path.of("node1.sock"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());

    private final PlanApplier applier = new PlanApplier(
            CONFIG,
            new Instances(
                    Optional.empty(), Optional.empty(), Optional.empty(), "node1", InstantSource.system(), () -> {}),
            Handover.Patience.DEFAULT,
            Optional.empty(),
            _ -> {},
            () -> {});

    @AfterEach
    void close() {
        applier.close();
    }

    /// Other objects each time, though they say the same.
    private static PlanApplier.Machine machine(String address) {
        return new PlanApplier.Machine(
                new LocalFacts("node1", Map.of(Router.DEFAULT_VRF, Set.of(IpAddress.parse(address))), Optional.empty()),
                Map.of("blue", new VrfDevice(7, 1007)));
    }

    /// Returns when everything that was handed over has been looked at.
    private void awaitRest(String mark) {
        List<Problem> marks = List.of(new Problem(Severity.INFO, Origin.NONE, "", "", mark, ""));
        applier.waiting(marks);
        await().until(() -> applier.view().problems().equals(marks));
    }

    @Test
    void aMachineThatIsAsBeforeMakesNoPlan() {
        applier.begin(machine("192.0.2.1"));
        applier.snapshot(ClusterSnapshot.EMPTY);
        awaitRest("first");
        long before = applier.rounds().all();
        assertTrue(before > 0);

        applier.take(machine("192.0.2.1"));
        awaitRest("same");
        assertEquals(before, applier.rounds().all());

        applier.take(machine("192.0.2.2"));
        awaitRest("other");
        assertEquals(before + 1, applier.rounds().all());
    }

    @Test
    void aRoundThatADefectEndedIsTriedAgainAndSaysSoMeanwhile() {
        applier.begin(machine("192.0.2.1"));
        applier.snapshot(incomplete());
        awaitRest("after the first round");
        await().until(() -> applier.view()
                .applyFailure()
                .filter(why -> why.contains("by a defect"))
                .isPresent());

        applier.snapshot(ClusterSnapshot.EMPTY);
        await().until(() -> applier.view().applyFailure().isEmpty());
    }

    /// No source makes one that names an object and does not have it.
    private static ClusterSnapshot incomplete() {
        Node self = new Node("node1", Origin.NONE, Map.of(), List.of(), Map.of(), Map.of(), true);
        TreeMap<ObjectKey, FrrConfiguration> missing = new TreeMap<>();
        missing.put(new ObjectKey("frr-k8s-system", "peering"), null);
        return new ClusterSnapshot(
                new TreeMap<>(Map.of(self.name(), self)),
                missing,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                KubeOvn.NONE,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
