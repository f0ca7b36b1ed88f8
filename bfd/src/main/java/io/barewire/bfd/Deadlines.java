package io.barewire.bfd;

import java.util.Arrays;

/// Who is due next: a binary heap of session numbers, each with one deadline that may be changed at any time.
/// Everything is in three arrays, so nothing is allocated unless more sessions come than ever before.
final class Deadlines {
    private long[] deadline = new long[16];
    private int[] heap = new int[16];
    // Where in the heap a number is; -1 when it is not.
    private int[] place = filled(16);
    private int size;

    /// Sets or moves a deadline. [Session#NEVER] is one like any other.
    void set(int number, long at) {
        if (number >= place.length) {
            grow(number);
        }
        deadline[number] = at;
        int index = place[number];
        if (index < 0) {
            index = size++;
            put(index, number);
        }
        rise(index);
        sink(place[number]);
    }

    void remove(int number) {
        int index = number < place.length ? place[number] : -1;
        if (index < 0) {
            return;
        }
        place[number] = -1;
        size--;
        if (index < size) {
            int moved = heap[size];
            put(index, moved);
            rise(index);
            sink(place[moved]);
        }
    }

    /// The earliest deadline; [Session#NEVER] when there is none.
    long earliest() {
        return size == 0 ? Session.NEVER : deadline[heap[0]];
    }

    /// The number that [#earliest] belongs to; only when there is one.
    int first() {
        return heap[0];
    }

    private void rise(int index) {
        int number = heap[index];
        while (index > 0 && deadline[heap[(index - 1) / 2]] > deadline[number]) {
            put(index, heap[(index - 1) / 2]);
            index = (index - 1) / 2;
        }
        put(index, number);
    }

    private void sink(int index) {
        int number = heap[index];
        while (true) {
            int child = 2 * index + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && deadline[heap[child + 1]] < deadline[heap[child]]) {
                child++;
            }
            if (deadline[heap[child]] >= deadline[number]) {
                break;
            }
            put(index, heap[child]);
            index = child;
        }
        put(index, number);
    }

    private void put(int index, int number) {
        heap[index] = number;
        place[number] = index;
    }

    private void grow(int number) {
        int longer = Math.max(number + 1, 2 * place.length);
        deadline = Arrays.copyOf(deadline, longer);
        heap = Arrays.copyOf(heap, longer);
        int[] wider = filled(longer);
        System.arraycopy(place, 0, wider, 0, place.length);
        place = wider;
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, -1);
        return array;
    }
}
