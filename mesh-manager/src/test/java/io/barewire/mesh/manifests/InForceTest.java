package io.barewire.mesh.manifests;

import static io.barewire.mesh.manifests.Manifests.file;
import static io.barewire.mesh.manifests.Manifests.folder;
import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.inforce.InForce;
import io.barewire.mesh.inforce.Reading;
import io.barewire.testkit.Seeds;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InForceTest {
    private static final String GOOD = neighbor("tor", "  {address: 192.0.2.1, asn: 64512}");

    private static Set<String> nodes(InForce inForce) {
        return inForce.snapshot().nodes().keySet();
    }

    @Test
    void aBrokenObjectKeepsItsLastGoodVersionAndDisturbsNoOther() {
        InForce before = InForce.NOTHING.after(folder(file("a.yaml", GOOD + node("a", 1))));
        InForce after = before.after(folder(file("a.yaml", GOOD.replace("64512}", "many}") + node("a", 2))));
        assertEquals(before.snapshot().frrConfigurations(), after.snapshot().frrConfigurations());
        assertEquals(
                "192.0.2.2",
                after.snapshot()
                        .nodes()
                        .firstEntry()
                        .getValue()
                        .internalAddresses()
                        .getFirst()
                        .toString());
        assertTrue(after.snapshot().problems().stream()
                .anyMatch(problem -> problem.reason().equals("its last good version stays in force")));
    }

    @Test
    void aBrokenObjectThatWasNeverGoodIsNotThere() {
        InForce after = InForce.NOTHING.after(folder(file("a.yaml", GOOD.replace("64512}", "many}"))));
        assertEquals(0, after.snapshot().frrConfigurations().size());
        assertEquals(1, after.snapshot().problems().size());
    }

    @Test
    void whatABrokenFileHeldStays() {
        InForce before = InForce.NOTHING.after(
                folder(file("a.yaml", node("a", 1) + node("b", 2)), file("c.yaml", node("c", 3))));
        InForce cut = before.after(folder(file("a.yaml", node("a", 4) + "kind: ["), file("c.yaml", node("c", 3))));
        assertEquals(Set.of("a", "b", "c"), nodes(cut));
        InForce mended = cut.after(folder(file("a.yaml", node("a", 4)), file("c.yaml", node("c", 3))));
        assertEquals(Set.of("a", "c"), nodes(mended));
    }

    @Test
    void anObjectThatLostItsNameStays() {
        InForce before = InForce.NOTHING.after(folder(file("a.yaml", node("a", 1))));
        assertEquals(
                Set.of("a"),
                nodes(before.after(folder(file("a.yaml", node("a", 1).replace("name: a", ""))))));
    }

    @Test
    void aDeletedObjectAndADeletedFileAreGone() {
        InForce before = InForce.NOTHING.after(
                folder(file("a.yaml", node("a", 1) + node("b", 2)), file("c.yaml", node("c", 3))));
        InForce after = before.after(folder(file("a.yaml", node("a", 1))));
        assertEquals(Set.of("a"), nodes(after));
        assertTrue(before.losesTo(after));
    }

    @Test
    void anObjectMayMoveToAnotherFile() {
        InForce before = InForce.NOTHING.after(folder(file("a.yaml", node("a", 1))));
        InForce moved = before.after(folder(file("a.yaml", "kind: ["), file("b.yaml", node("a", 2))));
        assertEquals(
                "b.yaml",
                moved.snapshot().nodes().firstEntry().getValue().origin().source());
    }

    @Test
    void aFolderThatCannotBeReadChangesNothing() {
        InForce before = InForce.NOTHING.after(folder(file("a.yaml", node("a", 1))));
        assertEquals(Set.of("a"), nodes(before.after(new Reading(false, List.of(), List.of()))));
    }

    @Test
    void twoObjectsOfOneNameAreBothReportedAndTheFirstCounts() {
        InForce both = InForce.NOTHING.after(
                folder(file("a.yaml", node("x", 1)), file("b.yaml", node("y", 5) + node("x", 2))));
        assertEquals(
                "192.0.2.1",
                both.snapshot()
                        .nodes()
                        .firstEntry()
                        .getValue()
                        .internalAddresses()
                        .getFirst()
                        .toString());
        assertEquals(
                List.of(
                        "a.yaml:1: error: Node x: metadata.name: there is another object of this name: b.yaml:12;"
                                + " keep one of them; the first good one by file name and line counts",
                        "b.yaml:12: error: Node x: metadata.name: there is another object of this name: a.yaml:1;"
                                + " keep one of them; the first good one by file name and line counts"),
                both.snapshot().problems().stream().map(Problem::toString).toList());
    }

    @Test
    void theOrderOfObjectsInAFileDoesNotMatter() {
        Seeds.forSeeds(50, rng -> {
            List<String> objects = List.of(node("a", 1), node("b", 2), GOOD, node("c", 3));
            ClusterSnapshot one = withoutLines(String.join("", objects));
            assertEquals(one, withoutLines(String.join("", rng.shuffled(objects))));
        });
    }

    /// JSON has no lines to differ in.
    private static ClusterSnapshot withoutLines(String yaml) {
        StringBuilder json = new StringBuilder();
        YamlDocuments.parse(yaml, "x")
                .documents()
                .forEach(document -> json.append(document.tree()).append('\n'));
        return InForce.NOTHING.after(folder(file("a.json", json.toString()))).snapshot();
    }
}
