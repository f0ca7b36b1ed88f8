package io.barewire.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Encoded messages back to back, in the order in which they are to be sent. Grows as needed, and can be used again.
public final class MessageBuffer {
    private static final byte[] MARKER = new byte[Framing.MARKER_LENGTH];

    static {
        Arrays.fill(MARKER, (byte) -1);
    }

    private final WireWriter out;
    private int messages;

    /// @param expectedOctets room to begin with
    public MessageBuffer(int expectedOctets) {
        out = new WireWriter(expectedOctets);
    }

    /// Octets of all messages.
    public int length() {
        return out.length();
    }

    /// How many messages there are.
    public int messages() {
        return messages;
    }

    /// Copies the octets `from` to `to` into `target`, starting at `at`.
    public void copyTo(byte[] target, int at, int from, int to) {
        System.arraycopy(out.array(), from, target, at, to - from);
    }

    public void clear() {
        out.clear();
        messages = 0;
    }

    /// Each message by itself.
    List<byte[]> split() {
        List<byte[]> each = new ArrayList<>(messages);
        for (int at = 0; at < out.length(); ) {
            int next = at + NetworkOrder.u16(out.array(), at + Framing.MARKER_LENGTH);
            each.add(Arrays.copyOfRange(out.array(), at, next));
            at = next;
        }
        return each;
    }

    void add(byte[] message) {
        out.octets(message);
        messages++;
    }

    /// Begins a message whose length is not known yet, for [#end].
    ///
    /// @return the writer for its body
    WireWriter begin(MessageType type) {
        return out.octets(MARKER).u16(0).u8(type.code());
    }

    /// Fills in the length of the message that began at `start`.
    void end(int start, MessageType type, MessageFormat format) {
        int length = out.length() - start;
        if (!type.mayHaveLength(length, format)) {
            throw new IllegalArgumentException(type + " of " + length + " octets");
        }
        out.patch16(start + Framing.MARKER_LENGTH, length);
        messages++;
    }
}
