package io.barewire.speaker.transport;

import io.barewire.speaker.ListenRange;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes connections from configured peers and rejects all others, unread: a few a second are told so, the rest are
/// closed at once. Each connection goes to its peer's driver and loop.
@SuppressWarnings("FutureReturnValueIgnored") // of a task that cannot fail
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final int PAUSE_SECONDS = 1;
    private static final int ANSWERS_PER_SECOND = 10;

    /// Those who may connect.
    @FunctionalInterface
    interface Peers {
        /// May be asked by any thread.
        ///
        /// @param interfaceIndex where a link-local address is
        Caller at(IpAddress address, int interfaceIndex);
    }

    /// Who connects.
    sealed interface Caller {
        record Known(PeerDriver driver) implements Caller {}

        record Stranger() implements Caller {}

        record RangeFull(ListenRange range) implements Caller {}
    }

    private final Peers peers;
    private final AddressFamily socketFamily;
    private final Consumer<SpeakerEvent> events;
    private final Ration ration = new Ration(1, System.nanoTime());
    private final Ration answers = new Ration(ANSWERS_PER_SECOND, System.nanoTime());

    Acceptor(Peers peers, AddressFamily socketFamily, Consumer<SpeakerEvent> events) {
        this.peers = peers;
        this.socketFamily = socketFamily;
        this.events = events;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        SocketChannel channel = (SocketChannel) message;
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            channel.unsafe().closeForcibly(); // gone before it was accepted
            return;
        }
        // The JDK shows an IPv4 peer of a dual-stack socket by its IPv4 address.
        IpAddress from = IpAddress.of(remote.getAddress());
        switch (peers.at(from, LocalAddresses.scope(remote.getAddress()))) {
            case Caller.Known(PeerDriver driver) -> driver.accept(channel, socketFamily);
            case Caller.Stranger() ->
                reject(context, channel, unreported -> new SpeakerEvent.ConnectionRefused(from, unreported));
            case Caller.RangeFull(ListenRange range) ->
                reject(context, channel, unreported -> new SpeakerEvent.RangeFull(range, from, unreported));
        }
    }

    private void reject(ChannelHandlerContext context, SocketChannel channel, LongFunction<SpeakerEvent> event) {
        if (answers.take(System.nanoTime())) {
            Rejection.send((EventLoop) context.executor(), channel);
        } else {
            channel.unsafe().closeForcibly();
        }
        if (ration.take(System.nanoTime())) {
            events.accept(event.apply(ration.leftOut()));
        }
    }

    /// Typically too many open files: accepting again at once would only spin.
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("cannot accept connections, trying again in {} s: {}", PAUSE_SECONDS, cause.toString());
        context.channel().config().setAutoRead(false);
        context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
    }
}
