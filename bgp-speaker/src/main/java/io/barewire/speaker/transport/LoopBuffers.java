package io.barewire.speaker.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/// Memory from which and into which an event loop's sockets write and read, one of each kind: what is read is copied
/// before the next read, and what is written has nearly always left before the next write. So a message costs no
/// allocation, and a session that comes up in a JVM that has just started does not run an allocator for the first
/// time. Confined to its loop.
final class LoopBuffers {
    private static final int READ = 16 * 1024;
    private static final int WRITE = 4 * 1024;

    private ByteBuf in = Unpooled.directBuffer(READ);
    private ByteBuf out = Unpooled.directBuffer(WRITE);
    private byte[] array = new byte[WRITE];

    /// Gives the memory back, once the loop has ended.
    void close() {
        in.release();
        out.release();
    }

    /// These octets for a socket that has nothing else to send; it releases them.
    ByteBuf out(byte[] octets) {
        if (octets.length > WRITE) {
            return Unpooled.wrappedBuffer(octets);
        }
        out = free(out);
        return out.writeBytes(octets).retain();
    }

    /// An array for so many octets that one connection decodes at once. The next one gets the same.
    byte[] array(int length) {
        if (array.length < length) {
            array = new byte[Math.max(length, Math.min(2 * array.length, READ))];
        }
        return array;
    }

    @SuppressWarnings("ReferenceEquality") // this very one
    boolean owns(byte[] one) {
        return one == array;
    }

    /// What sockets of this loop read with; whoever gets the octets copies them at once and releases them.
    Reading reading() {
        return new Reading();
    }

    /// That one, or another of its size when somebody still has it.
    private static ByteBuf free(ByteBuf buffer) {
        if (buffer.refCnt() == 1) {
            return buffer.clear();
        }
        buffer.release();
        return Unpooled.directBuffer(buffer.capacity());
    }

    /// A share of [LoopBuffers] for a channel.
    final class Reading extends DefaultMaxMessagesRecvByteBufAllocator {
        @Override
        public MaxMessageHandle newHandle() {
            return new MaxMessageHandle() {
                @Override
                public int guess() {
                    return READ;
                }

                @Override
                public ByteBuf allocate(ByteBufAllocator ignored) {
                    in = free(in);
                    return in.retain();
                }
            };
        }
    }
}
