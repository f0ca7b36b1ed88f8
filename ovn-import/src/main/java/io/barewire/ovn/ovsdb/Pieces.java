package io.barewire.ovn.ovsdb;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.nio.AbstractNioChannel;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A document on its way to a channel, which gets it in pieces that a socket takes at once.
///
/// A socket that is full is tried again with each piece. Left to itself a channel waits until the loop comes round,
/// which is after the whole document, and the server has nothing to read meanwhile.
final class Pieces extends OutputStream {
    private static final int SIZE = 1 << 16;

    private final ChannelHandlerContext context;
    /// What is enough to be sent: little at first, so that the server has begun when the rest comes.
    private int enough = 1 << 12;

    private @Nullable ByteBuf piece;

    Pieces(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        ByteBuf into = piece;
        if (into == null) {
            into = context.alloc().ioBuffer(length);
            piece = into;
        }
        into.writeBytes(octets, offset, length);
        if (into.readableBytes() >= enough) {
            close();
            enough = Math.min(2 * enough, SIZE);
        }
    }

    /// Sends what is there.
    @Override
    public void close() {
        ByteBuf last = piece;
        if (last != null) {
            piece = null;
            // a write that fails comes to exceptionCaught
            var _ = context.writeAndFlush(last, context.voidPromise());
            if (context.channel().unsafe() instanceof AbstractNioChannel.NioUnsafe socket) {
                socket.forceFlush();
            }
        }
    }
}
