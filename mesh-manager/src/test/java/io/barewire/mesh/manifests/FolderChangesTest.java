package io.barewire.mesh.manifests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.libc.Libc;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Events as the kernel writes them.
final class FolderChangesTest {
    private final FolderChanges changes = new FolderChanges();
    private final ByteBuffer events = ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());

    /// @param name empty for what is about the folder, or the queue
    private FolderChangesTest event(int watch, int mask, String name) {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        // As the kernel does: a name ends with zeros, up to a multiple of the struct's size.
        int length = octets.length == 0 ? 0 : (octets.length / 16 + 1) * 16;
        events.putInt(watch).putInt(mask).putInt(0).putInt(length).put(octets);
        events.position(events.position() + length - octets.length);
        return this;
    }

    private boolean taken() {
        MemorySegment read = MemorySegment.ofBuffer(events.flip());
        boolean follows = changes.take(read);
        events.clear().put(new byte[4096]).clear();
        return follows;
    }

    @Test
    void aFileIsWholeOnceItIsClosedOrMovedThere() {
        assertTrue(event(1, Libc.IN_CREATE, "a.yaml")
                .event(1, Libc.IN_MODIFY, "a.yaml")
                .taken());
        assertFalse(changes.areWhole());
        assertTrue(event(1, Libc.IN_CLOSE_WRITE, "a.yaml")
                .event(1, Libc.IN_MOVED_TO, "..data")
                .taken());
        assertTrue(changes.areWhole());
        assertTrue(event(1, Libc.IN_MODIFY, "a-name-of-more-than-sixteen-octets.yaml")
                .taken());
        assertFalse(changes.areWhole());
        changes.looked();
        assertFalse(changes.areWhole());
    }

    /// The event that says so has no watch and no name; what is lost may be that a file changes still.
    @Test
    void afterAnOverflowNothingIsTakenForWholeUntilTheFolderIsLookedAt() {
        assertTrue(event(1, Libc.IN_CLOSE_WRITE, "a.yaml")
                .event(-1, Libc.IN_Q_OVERFLOW, "")
                .event(1, Libc.IN_CLOSE_WRITE, "b.yaml")
                .taken());
        assertFalse(changes.areWhole());
        changes.looked();
        assertTrue(event(1, Libc.IN_CLOSE_WRITE, "a.yaml").taken());
        assertTrue(changes.areWhole());
    }

    @Test
    void aFolderThatIsGoneIsFollowedNoMore() {
        assertFalse(event(1, Libc.IN_CLOSE_WRITE, "a.yaml")
                .event(1, Libc.IN_IGNORED, "")
                .taken());
    }
}
