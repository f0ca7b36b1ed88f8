package io.barewire.ovn.ovsdb;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A document on its way to a channel, which gets it in pieces that a socket takes at once.
final class Pieces extends OutputStream {
    private static final int SIZE = 1 << 16;

    private final ChannelHandlerContext context;
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
        if (into.readableBytes() >= SIZE) {
            close();
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
        }
    }
}
