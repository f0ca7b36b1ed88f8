package io.barewire.mesh.manifests;

import static io.barewire.mesh.manifests.Manifests.MANAGED;
import static io.barewire.mesh.manifests.Manifests.neighbor;
import static io.barewire.mesh.manifests.Manifests.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.inforce.InForce;
import io.barewire.mesh.inforce.Part;
import io.barewire.mesh.inforce.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFilesTest {
    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<String> problems() {
        return ManifestFolder.read(folder).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void manifestsAreReadAndOtherFilesAreNot() throws IOException {
        write("a.yaml", node("a", 1));
        write("b.yml", node("b", 2));
        write("c.json", "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"c\"}}");
        write("ovnkube.conf", MANAGED);
        for (String other : List.of(
                "README.md", ".d.yaml", ".d.yaml.swp", "d.yaml~", "#d.yaml#", "d.yaml.bak", "4913", "other.conf")) {
            write(other, "kind: [");
        }
        ClusterSnapshot snapshot = ManifestFolder.read(folder);
        assertEquals(Set.of("a", "b", "c"), snapshot.nodes().keySet());
        assertTrue(snapshot.ovnKubeConfig().orElseThrow().managedMesh());
        assertEquals(List.of(), snapshot.problems());
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        Files.createSymbolicLink(folder.resolve("gone.yaml"), Path.of("nowhere.yaml"));
        Files.createSymbolicLink(folder.resolve("loop.yaml"), Path.of("loop.yaml"));
        Files.createDirectory(folder.resolve("dir.yaml"));
        Files.createDirectory(folder.resolve("more"));
        Files.createSymbolicLink(folder.resolve("self"), folder);
        Files.write(folder.resolve("large.yaml"), new byte[ManifestFiles.LARGEST_FILE + 1]);
        write("good.yaml", node("a", 1));
        List<String> problems = problems();
        assertEquals(6, problems.size(), problems::toString);
        assertEquals("dir.yaml: error: is a folder; give it another name", problems.get(0));
        assertEquals("gone.yaml: error: a link to a file that is not there; mend the link", problems.get(1));
        assertEquals("large.yaml: error: larger than 8388608 octets; split it into several files", problems.get(2));
        assertTrue(problems.get(3).startsWith("loop.yaml: error: cannot be read: Too many levels"), problems.get(3));
        assertEquals("more: info: a folder in the folder is not read", problems.get(4));
        assertEquals("self: info: a folder in the folder is not read", problems.get(5));
        assertEquals(Set.of("a"), ManifestFolder.read(folder).nodes().keySet());
    }

    @Test
    void aFolderThatIsNotThereIsAProblem() {
        Path missing = folder.resolve("missing");
        List<Problem> problems = ManifestFolder.validate(missing);
        assertTrue(problems.stream()
                .filter(Problem::isError)
                .anyMatch(problem -> problem.reason().equals("the folder cannot be read: no such file or folder")));
    }

    @Test
    void onlyChangedFilesAreDecodedAgain() throws IOException {
        FileTime old = FileTime.from(Instant.now().minusSeconds(60));
        Path a = write("a.yaml", node("a", 1));
        write("b.yaml", node("b", 2));
        Files.setLastModifiedTime(a, old);
        ManifestFiles files = new ManifestFiles(folder);
        List<Part> first = files.read().parts();
        write("b.yaml", node("b", 3));
        List<Part> second = files.read().parts();
        assertSame(first.get(0), second.get(0));
        assertFalse(first.get(1).equals(second.get(1)));
        Files.setLastModifiedTime(a, FileTime.from(Instant.now()));
        assertSame(first.get(0), files.read().parts().get(0), "same content, so nothing to decode");
    }

    @Test
    void aChangeWithinOneTickOfTheClockIsSeen() throws IOException {
        FileTime now = FileTime.from(Instant.now());
        Files.setLastModifiedTime(write("a.yaml", node("a", 1)), now);
        ManifestFiles files = new ManifestFiles(folder);
        files.read();
        Files.setLastModifiedTime(write("a.yaml", node("b", 1)), now);
        Decode decode = new Decode(files.read());
        assertEquals(Set.of("b"), decode.nodes());
    }

    private record Decode(Reading reading) {
        Set<String> nodes() {
            return InForce.NOTHING.after(reading).snapshot().nodes().keySet();
        }
    }

    @Test
    void aThousandFilesAreRead() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            write("n" + i + ".yaml", node("n" + i, "10.0." + i / 250 + "." + (i % 250 + 1), "10.9.0.0/24"));
        }
        assertEquals(1_000, ManifestFolder.read(folder).nodes().size());
    }

    @Test
    void validationTellsOfEveryFileAndEveryNodesPlan() throws IOException {
        write("1-nodes.yaml", node("a", 1) + node("b", "192.0.2.2", "10.244.1.0/24"));
        write("2-tor.yaml", neighbor("a", "  {address: 192.0.2.1, asn: 64512}"));
        write("3-tor.yaml", neighbor("b", "  {address: 192.0.2.1, asn: 64999}"));
        write("4-broken.yaml", "kind: [");
        write("ovnkube.conf", MANAGED.replace("64514", "64512"));
        List<String> problems =
                ManifestFolder.validate(folder).stream().map(Problem::toString).toList();
        assertEquals(4, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("overlaps 10.244.1.0/24 of node b"), problems.get(0));
        assertTrue(problems.get(1).startsWith("1-nodes.yaml:12: error: Node b: "), problems.get(1));
        assertTrue(problems.get(1).contains("overlaps 10.244.1.0/24 of node a"), problems.get(1));
        assertTrue(
                problems.get(2).startsWith("3-tor.yaml:1: error: FRRConfiguration frr-k8s-system/b: "),
                problems.get(2));
        assertTrue(problems.get(2).contains("multiple asns specified for 192.0.2.1"), problems.get(2));
        assertTrue(problems.get(3).startsWith("4-broken.yaml:"), problems.get(3));
    }
}
