package io.barewire.mesh.manifests;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.inforce.InForce;
import io.barewire.mesh.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// One look at a folder of manifests.
public final class ManifestFolder {
    private ManifestFolder() {}

    /// Reads the folder as it is now. Never fails: what cannot be read is a problem of the snapshot.
    public static ClusterSnapshot read(Path folder) {
        return InForce.NOTHING.after(new ManifestFiles(folder).read()).snapshot();
    }

    /// Everything that is wrong in the folder and in the plan of every node in it, sorted by file and line.
    public static List<Problem> validate(Path folder) {
        ClusterSnapshot snapshot = read(folder);
        return Stream.concat(snapshot.problems().stream(), Planner.problemsOfAllNodes(snapshot))
                .distinct()
                .sorted()
                .toList();
    }

    /// Reads a small object that is nobody's, so that the first one of a folder finds everything loaded.
    public static void prepare() {
        ManifestText.decode("prepare.yaml", """
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: a, namespace: b}
                spec: {bgp: {routers: [{asn: 1, neighbors: [{address: 192.0.2.1, asn: 1}]}]}}
                """.getBytes(StandardCharsets.UTF_8));
    }
}
