package io.barewire.mesh.manifests;

import static io.barewire.mesh.manifests.Manifests.node;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestWatcherTest {
    /// No event is ever waited for longer than this, so a test that passes by the rescan alone says so by its pace.
    private static final Duration NEVER = Duration.ofHours(1);

    private static final ManifestWatcher.Pace EVENTS_ONLY =
            new ManifestWatcher.Pace(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(150), NEVER);
    private static final ManifestWatcher.Pace RESCAN = new ManifestWatcher.Pace(
            Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(50));
    private static final ManifestWatcher.Pace WHOLE_FILES_ONLY =
            new ManifestWatcher.Pace(Duration.ofMillis(1), NEVER, Duration.ofMillis(20), NEVER);

    @TempDir
    private Path folder;

    private final List<ClusterSnapshot> told = new CopyOnWriteArrayList<>();
    private final List<ManifestWatcher> watchers = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        watchers.forEach(ManifestWatcher::close);
    }

    private ManifestWatcher watch(Path path, ManifestWatcher.Pace pace) {
        ManifestWatcher watcher = ManifestWatcher.start(path, told::add, pace);
        watchers.add(watcher);
        return watcher;
    }

    private void awaitNodes(String... names) {
        await().until(() -> !told.isEmpty() && told.getLast().nodes().keySet().equals(Set.of(names)));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void theFirstSnapshotComesAndThenOneAfterEachChange() throws IOException {
        write("a.yaml", node("a", 1));
        watch(folder, EVENTS_ONLY);
        awaitNodes("a");
        write("b.yaml", node("b", 2));
        awaitNodes("a", "b");
        write("b.yaml", node("c", 2));
        awaitNodes("a", "c");
        Files.delete(folder.resolve("a.yaml"));
        awaitNodes("c");
    }

    @Test
    void anEmptyFolderIsTold() {
        watch(folder, EVENTS_ONLY);
        await().until(() -> told.size() == 1);
        assertEquals(ClusterSnapshot.EMPTY, told.getFirst());
    }

    @Test
    void whatMeansTheSameIsNotToldAgain() throws IOException {
        write("a.yaml", node("a", 1));
        watch(folder, EVENTS_ONLY);
        awaitNodes("a");
        write("a.yaml", node("a", 1));
        write("notes.txt", "x");
        write("b.yaml", node("b", 2));
        awaitNodes("a", "b");
        assertEquals(2, told.size());
    }

    @Test
    void aHalfWrittenFileTakesNothingAway() throws IOException {
        String text = node("a", 1) + node("b", 2);
        write("all.yaml", text);
        watch(folder, EVENTS_ONLY);
        awaitNodes("a", "b");
        write("all.yaml", text.substring(0, text.indexOf("InternalIP") - 1));
        await().until(() -> told.getLast().problems().stream().anyMatch(Problem::isError));
        assertEquals(Set.of("a", "b"), told.getLast().nodes().keySet());
        write("all.yaml", text + node("c", 3));
        awaitNodes("a", "b", "c");
        assertEquals(List.of(), told.getLast().problems());
    }

    @Test
    void anEditorThatEmptiesAndRefillsAFileTakesNothingAway() throws IOException, InterruptedException {
        write("all.yaml", node("a", 1));
        BlockingQueue<Set<String>> seen = new LinkedBlockingQueue<>();
        ManifestWatcher.Pace slow = new ManifestWatcher.Pace(Duration.ofMillis(1), Duration.ofMillis(1), NEVER, NEVER);
        watchers.add(ManifestWatcher.start(folder, s -> seen.add(s.nodes().keySet()), slow));
        assertEquals(Set.of("a"), seen.poll(60, TimeUnit.SECONDS));
        write("all.yaml", "");
        write("all.yaml", node("a", 1));
        write("more.yaml", node("b", 2));
        // With an hour to go before anything counts as gone, either no look saw the gap, or one is still waiting.
        Set<String> next = seen.poll(1, TimeUnit.SECONDS);
        assertTrue(next == null || next.equals(Set.of("a", "b")), () -> "told " + next);
        watchers.forEach(ManifestWatcher::close);
        assertTrue(seen.isEmpty());
    }

    @Test
    void aFileThatIsReplacedByRenamingIsSeen() throws IOException {
        write("a.yaml", node("a", 1));
        watch(folder, EVENTS_ONLY);
        awaitNodes("a");
        Path fresh = write(".a.yaml.tmp", node("b", 2));
        Files.move(
                fresh, folder.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        awaitNodes("b");
    }

    @Test
    void aFileThatWasClosedOrMovedThereIsNotWaitedFor() throws IOException {
        watch(folder, WHOLE_FILES_ONLY);
        await().until(() -> told.size() == 1);
        write("a.yaml", node("a", 1));
        awaitNodes("a");
        Path aside = Files.createDirectory(folder.resolve("aside"));
        Path fresh = Files.writeString(aside.resolve("b.yaml"), node("b", 2));
        Files.move(fresh, folder.resolve("b.yaml"), StandardCopyOption.ATOMIC_MOVE);
        awaitNodes("a", "b");
    }

    @Test
    void aFileThatIsBeingWrittenIsNotReadBeforeItIsClosed() throws IOException {
        watch(folder, WHOLE_FILES_ONLY);
        await().until(() -> told.size() == 1);
        try (OutputStream slow = Files.newOutputStream(folder.resolve("a.yaml"))) {
            slow.write(node("a", 1).getBytes(StandardCharsets.UTF_8));
            write("b.yaml", node("b", 2));
            slow.write(node("c", 3).getBytes(StandardCharsets.UTF_8));
        }
        awaitNodes("a", "b", "c");
        assertEquals(2, told.size());
    }

    /// As many editors do it; what they leave beside it is no manifest.
    @Test
    void aFileThatIsMovedAwayAndWrittenAnewIsNotGone() throws IOException {
        write("a.yaml", node("a", 1));
        watch(folder, WHOLE_FILES_ONLY);
        awaitNodes("a");
        Files.move(folder.resolve("a.yaml"), folder.resolve("a.yaml~"));
        write("a.yaml", node("a", 1) + node("b", 2));
        Files.delete(folder.resolve("a.yaml~"));
        awaitNodes("a", "b");
        assertEquals(2, told.size());
    }

    /// Also not for what comes right after a file that is complete.
    @Test
    void nobodyWaitsForTheEndOfWhatIsNoManifest() throws IOException {
        write("a.yaml", node("a", 1));
        watch(folder, new ManifestWatcher.Pace(Duration.ofMillis(500), NEVER, Duration.ofMillis(20), NEVER));
        awaitNodes("a");
        write("b.yaml", node("b", 2));
        for (int i = 0; i < 500; i++) {
            write("notes.txt", "");
        }
        awaitNodes("a", "b");
    }

    /// As the kubelet updates a mounted ConfigMap: files are links through `..data`, which is swapped.
    @Test
    void aMountedConfigMapIsFollowedWhenItsDataLinkIsSwapped() throws IOException {
        Path one = Files.createDirectory(folder.resolve("..2026_01_01"));
        Files.writeString(one.resolve("nodes.yaml"), node("a", 1));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
        Files.createSymbolicLink(folder.resolve("nodes.yaml"), Path.of("..data/nodes.yaml"));
        watch(folder, EVENTS_ONLY);
        awaitNodes("a");
        Path two = Files.createDirectory(folder.resolve("..2026_01_02"));
        Files.writeString(two.resolve("nodes.yaml"), node("a", 1) + node("b", 2));
        Path swap = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2026_01_02"));
        Files.move(swap, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        awaitNodes("a", "b");
        assertEquals(2, told.size());
    }

    @Test
    void aFolderThatComesLaterOrAgainIsRead() throws IOException {
        Path later = folder.resolve("later");
        watch(later, RESCAN);
        await().until(() -> told.size() == 1);
        assertTrue(told.getFirst().problems().getFirst().isError());
        Files.createDirectory(later);
        Files.writeString(later.resolve("a.yaml"), node("a", 1));
        awaitNodes("a");
        Path away = folder.resolve("away");
        Files.move(later, away);
        await().until(() -> told.getLast().problems().stream().anyMatch(Problem::isError));
        assertEquals(Set.of("a"), told.getLast().nodes().keySet());
        Files.createDirectory(later);
        Files.writeString(later.resolve("b.yaml"), node("b", 2));
        awaitNodes("b");
    }

    @Test
    void aLinkedFolderIsFollowedWhenTheLinkTurns() throws IOException {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.writeString(one.resolve("a.yaml"), node("a", 1));
        Files.writeString(two.resolve("b.yaml"), node("b", 2));
        Path link = Files.createSymbolicLink(folder.resolve("link"), one);
        watch(link, RESCAN);
        awaitNodes("a");
        Files.delete(link);
        Files.createSymbolicLink(link, two);
        awaitNodes("b");
    }

    @Test
    void aListenerThatThrowsIsCalledAgain() throws IOException {
        write("a.yaml", node("a", 1));
        ManifestWatcher watcher = ManifestWatcher.start(
                folder,
                snapshot -> {
                    told.add(snapshot);
                    if (told.size() == 1) {
                        throw new IllegalStateException("a test's listener fails once, on purpose");
                    }
                },
                EVENTS_ONLY);
        watchers.add(watcher);
        await().dontCatchUncaughtExceptions().until(() -> told.size() == 1);
        write("b.yaml", node("b", 2));
        await().dontCatchUncaughtExceptions().until(() -> told.size() == 2);
        assertEquals(Set.of("a", "b"), told.getLast().nodes().keySet());
    }

    @Test
    void afterCloseNothingIsToldAndTheThreadIsGone() throws IOException {
        ManifestWatcher watcher = watch(folder, EVENTS_ONLY);
        await().until(() -> told.size() == 1);
        watcher.close();
        watcher.close();
        write("a.yaml", node("a", 1));
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("manifests")));
        assertEquals(1, told.size());
    }
}
