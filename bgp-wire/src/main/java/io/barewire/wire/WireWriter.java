package io.barewire.wire;

import java.util.Arrays;

/// Appends numbers in network order to an array that grows: whole messages are built here and leave in one piece,
/// because field-by-field writes into direct buffers cost ten times more.
final class WireWriter {
    private byte[] octets;
    private int at;

    WireWriter(int expectedLength) {
        octets = new byte[expectedLength];
    }

    int length() {
        return at;
    }

    WireWriter u8(int value) {
        room(1);
        octets[at++] = (byte) value;
        return this;
    }

    WireWriter u16(int value) {
        room(2);
        NetworkOrder.put16(octets, at, value);
        at += 2;
        return this;
    }

    /// The lower 32 bits of `value`.
    WireWriter u32(long value) {
        return u16((int) (value >>> 16)).u16((int) value);
    }

    WireWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    WireWriter octets(byte[] source) {
        return octets(source, 0, source.length);
    }

    WireWriter octets(byte[] source, int from, int to) {
        room(to - from);
        System.arraycopy(source, from, octets, at, to - from);
        at += to - from;
        return this;
    }

    /// Appends all of this to `target`.
    void appendTo(WireWriter target) {
        target.octets(octets, 0, at);
    }

    WireWriter address(IpAddress address) {
        return octets(address.octets());
    }

    /// Overwrites two octets written before, once the length they tell is known.
    WireWriter patch16(int position, int value) {
        NetworkOrder.put16(octets, position, value);
        return this;
    }

    /// Overwrites one octet written before.
    WireWriter patch8(int position, int value) {
        octets[position] = (byte) value;
        return this;
    }

    /// Begins again, keeping the array.
    WireWriter clear() {
        at = 0;
        return this;
    }

    /// What was written, up to [#length]; good until something more is.
    byte[] array() {
        return octets;
    }

    /// What was written, to be handed over: the writer must not be used any more.
    byte[] toArray() {
        return at == octets.length ? octets : Arrays.copyOf(octets, at);
    }

    private void room(int more) {
        if (octets.length - at < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, at + more));
        }
    }
}
