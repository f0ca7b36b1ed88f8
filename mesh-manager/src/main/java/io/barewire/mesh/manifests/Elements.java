package io.barewire.mesh.manifests;

import java.util.Arrays;

/// Where in a text the elements of a list begin, and where the list is over.
///
/// Grows while the list is read; nothing changes it afterwards.
final class Elements {
    private int[] starts = new int[8];
    private int[] lines = new int[8];
    private int size;
    private int end;

    void add(int start, int line) {
        if (size == starts.length) {
            resize(2 * size);
        }
        starts[size] = start;
        lines[size++] = line;
    }

    /// Adds those from `from` until before `to`.
    ///
    /// @param further on in the text
    /// @param below in lines
    void addAll(Elements others, int from, int to, int further, int below) {
        for (int i = from; i < to; i++) {
            add(others.start(i) + further, others.line(i) + below);
        }
    }

    void endAt(int position) {
        resize(size);
        end = position;
    }

    private void resize(int length) {
        starts = Arrays.copyOf(starts, length);
        lines = Arrays.copyOf(lines, length);
    }

    int size() {
        return size;
    }

    int start(int element) {
        return starts[element];
    }

    int line(int element) {
        return lines[element];
    }

    int end() {
        return end;
    }

    /// The last that begins there or before, or -1.
    int lastUntil(int position) {
        int found = Arrays.binarySearch(starts, 0, size, position);
        return found >= 0 ? found : -found - 2;
    }
}
