package io.barewire.mesh.manifests;

import io.barewire.mesh.inforce.Part;
import io.barewire.wire.Octets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/// A file as it was read, and what it takes to read its next version quicker, where that is worth anything: its text,
/// and where long lists of neighbors are in it.
final class ManifestVersion {
    /// A longer text is not kept.
    static final int LONGEST_TEXT = 1 << 20;

    /// Neighbors of a list that is worth it.
    static final int LONG_LIST = 32;

    private final Part part;
    private final List<NeighborList> lists;
    private final byte[] text;
    private final Octets hash;

    private ManifestVersion(Part part, List<NeighborList> lists, byte[] text, Octets hash) {
        this.part = part;
        this.lists = lists;
        this.text = text;
        this.hash = hash;
    }

    /// @param octets nobody changes them any more
    static ManifestVersion of(byte[] octets, ManifestText.Content content) {
        List<NeighborList> lists = content.lists().stream()
                .filter(list -> list.elements().size() >= LONG_LIST)
                .toList();
        return lists.isEmpty() || octets.length > LONGEST_TEXT
                ? new ManifestVersion(content.part(), List.of(), new byte[0], hash(octets))
                : new ManifestVersion(content.part(), lists, octets, Octets.NONE);
    }

    Part part() {
        return part;
    }

    List<NeighborList> lists() {
        return lists;
    }

    /// Empty when [#lists] is.
    byte[] text() {
        return text;
    }

    /// What the file is now: this when nothing of it changed.
    ManifestVersion next(String path, byte[] octets) {
        if (lists.isEmpty() ? hash.equals(hash(octets)) : Arrays.equals(text, octets)) {
            return this;
        }
        return NeighborEdit.after(this, path, octets).orElseGet(() -> of(octets, ManifestText.read(path, octets)));
    }

    private static Octets hash(byte[] octets) {
        try {
            return Octets.of(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}
