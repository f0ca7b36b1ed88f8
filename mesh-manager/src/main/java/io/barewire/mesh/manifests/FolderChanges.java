package io.barewire.mesh.manifests;

import io.barewire.libc.Libc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// What the kernel's events of a folder come to, until somebody looks into it (inotify(7)).
final class FolderChanges {
    // struct inotify_event
    private static final int EVENT_MASK = 4;
    private static final int NAME_LENGTH = 12;
    private static final int NAME = 16;

    /// Manifests that were created, changed or taken away, and not closed or moved there since.
    private final Set<String> unfinished = new HashSet<>();

    private boolean finished;

    /// Something happened that a look may show. What is no manifest is somebody else's: an editor's copy, say.
    private boolean any;

    /// The kernel's queue was full: any file may be unfinished.
    private boolean overflowed;

    /// @param events as they were read, all of it
    /// @return whether the kernel goes on following the folder
    boolean take(MemorySegment events) {
        boolean follows = true;
        for (long at = 0; at < events.byteSize(); ) {
            int mask = events.get(ValueLayout.JAVA_INT, at + EVENT_MASK);
            int length = events.get(ValueLayout.JAVA_INT, at + NAME_LENGTH);
            if (length > 0) {
                take(mask, events.getString(at + NAME, StandardCharsets.UTF_8));
            } else {
                any = true;
                overflowed |= (mask & Libc.IN_Q_OVERFLOW) != 0;
                follows &= (mask & Libc.IN_IGNORED) == 0; // else the folder is gone
            }
            at += NAME + length;
        }
        return follows;
    }

    private void take(int mask, String name) {
        boolean isManifest = ManifestFiles.isManifest(name);
        if ((mask & Libc.IN_MOVED_TO) != 0 || (isManifest && (mask & Libc.IN_CLOSE_WRITE) != 0)) {
            // Or the link that all files of a mounted ConfigMap lead through.
            any = true;
            finished = true;
            unfinished.remove(name);
        } else if (isManifest) {
            any = true;
            unfinished.add(name);
        }
    }

    boolean areAny() {
        return any;
    }

    /// Manifests are complete, and none is known that is not.
    boolean areWhole() {
        return finished && unfinished.isEmpty() && !overflowed;
    }

    /// Forgets all: the folder is about to be read.
    void looked() {
        any = false;
        finished = false;
        overflowed = false;
        unfinished.clear();
    }
}
