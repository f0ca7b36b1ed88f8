package io.barewire.mesh;

import java.util.Comparator;

/// Where something was read.
///
/// @param source a file's path below the manifest folder, the folder itself, or empty when it is nobody's file
/// @param line counted from 1; 0 when not known
public record Origin(String source, int line) implements Comparable<Origin> {
    private static final Comparator<Origin> ORDER =
            Comparator.comparing(Origin::source).thenComparingInt(Origin::line);

    /// Nothing that was read: a conclusion from the whole.
    public static final Origin NONE = new Origin("", 0);

    public Origin {
        if (line < 0) {
            throw new IllegalArgumentException("line " + line + " is negative");
        }
    }

    public Origin atLine(int other) {
        return new Origin(source, other);
    }

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }

    /// `nodes.yaml:12`, `nodes.yaml`, or nothing.
    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line;
    }
}
