package io.barewire.speaker.transport;

import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Notification;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/// Tells whoever connected that there is nothing for it here (Cease / Connection Rejected, RFC 4486 §4). What it sends
/// is passed over; the connection is left for it to close, for a moment, because closing on unread octets would reset
/// it and take the word back.
@SuppressWarnings("FutureReturnValueIgnored") // whatever fails, the connection is closed in the end
final class Rejection extends ChannelInboundHandlerAdapter {
    private static final long LINGER_MILLIS = 1000;

    private Rejection() {}

    /// @param channel not registered yet
    static void send(EventLoop loop, SocketChannel channel) {
        channel.pipeline().addLast(new Rejection());
        loop.register(channel).addListener(done -> {
            if (!done.isSuccess()) {
                channel.unsafe().closeForcibly();
            }
        });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Notification rejected = Notification.cease(Notification.CONNECTION_REJECTED);
        SocketChannel channel = (SocketChannel) context.channel();
        channel.writeAndFlush(Unpooled.wrappedBuffer(MessageEncoder.encode(rejected, MessageFormat.INITIAL)))
                .addListener(_ -> channel.shutdownOutput());
        context.executor().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
