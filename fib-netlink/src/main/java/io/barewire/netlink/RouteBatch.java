package io.barewire.netlink;

import static io.barewire.netlink.Rtnetlink.NLMSG_NOOP;
import static io.barewire.netlink.Rtnetlink.NLM_F_ACK;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;

/// Messages that change routes, up to [#LIMIT] of them for one system call ([RouteSocket#send]). Errors come
/// back by the position in the batch; the kernel carries on behind an error.
///
/// Belongs to one thread at a time.
public final class RouteBatch {
    /// Messages in one send: more is no faster, and 256 answers are what a socket's default queue holds.
    public static final int LIMIT = 200;

    static final int BUFFER = 64 * 1024;
    private static final int TYPE = 4;
    private static final int FLAGS = 6;
    private static final boolean BIG_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private final byte[] octets = new byte[BUFFER];
    private final int[] starts = new int[LIMIT];
    private int position;
    private int size;

    /// Why the kernel did not do what a message asked for.
    ///
    /// @param index of the message in its batch
    /// @param text the kernel's explanation, may be empty
    public record Refusal(int index, int errno, String text) {}

    /// @param known messages from this index on may not have been looked at: their answers are missing
    /// @param refusals in order
    public record Result(int known, List<Refusal> refusals) {}

    public int size() {
        return size;
    }

    /// True when a message of any size can still be added.
    public boolean hasRoom() {
        return size < LIMIT && position + RouteTemplate.MAXIMUM_OCTETS <= BUFFER;
    }

    public void put(RouteTemplate template, Prefix prefix) {
        put(template, prefix.family(), prefix.high(), prefix.low(), prefix.length());
    }

    /// Adds a message about this prefix, whose bits are as in [Prefix]. The template must be of its family.
    public void put(RouteTemplate template, AddressFamily family, long high, long low, int length) {
        int start = position;
        System.arraycopy(template.octets, 0, octets, start, template.octets.length);
        position += template.octets.length;
        octets[start + RouteTemplate.PREFIX_LENGTH] = (byte) length;
        int destination = start + RouteTemplate.DESTINATION;
        network32(destination, (int) (high >>> 32));
        if (family == AddressFamily.IPV6) {
            network32(destination + 4, (int) high);
            network32(destination + 8, (int) (low >>> 32));
            network32(destination + 12, (int) low);
        }
        starts[size++] = start;
    }

    /// Numbers the messages from `firstSequence` on, and asks for an acknowledgement of the last. It is not
    /// cosmetic: a message whose length makes no sense ends the kernel's reading silently, and then the
    /// acknowledgement is what is missing.
    MemorySegment finish(int firstSequence) {
        for (int i = 0; i < size; i++) {
            int sequence = firstSequence + i;
            network32(starts[i] + RouteTemplate.SEQUENCE, BIG_ENDIAN ? sequence : Integer.reverseBytes(sequence));
        }
        octets[starts[size - 1] + FLAGS + (BIG_ENDIAN ? 1 : 0)] |= NLM_F_ACK;
        return octets();
    }

    /// Makes each message one that the kernel passes over, and acknowledges as it would any other.
    void mute() {
        for (int i = 0; i < size; i++) {
            octets[starts[i] + TYPE] = (byte) (BIG_ENDIAN ? NLMSG_NOOP >>> 8 : NLMSG_NOOP);
            octets[starts[i] + TYPE + 1] = (byte) (BIG_ENDIAN ? NLMSG_NOOP : NLMSG_NOOP >>> 8);
        }
    }

    /// The messages so far, as the kernel will see them but for their sequence numbers.
    public MemorySegment octets() {
        return MemorySegment.ofArray(octets).asSlice(0, position);
    }

    private void network32(int at, int value) {
        octets[at] = (byte) (value >>> 24);
        octets[at + 1] = (byte) (value >>> 16);
        octets[at + 2] = (byte) (value >>> 8);
        octets[at + 3] = (byte) value;
    }

    /// Forgets all messages.
    public void clear() {
        position = 0;
        size = 0;
    }
}
