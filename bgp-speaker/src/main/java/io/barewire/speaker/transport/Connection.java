package io.barewire.speaker.transport;

import io.barewire.rib.PeerId;
import io.barewire.speaker.routing.PeerPort;
import io.barewire.speaker.routing.SessionUser;
import io.barewire.speaker.session.Afterwards;
import io.barewire.speaker.session.Event.AutomaticStop;
import io.barewire.speaker.session.Side;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.Framing;
import io.barewire.wire.MessageDecoder;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.MessageType;
import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// One TCP connection to a peer: finds and decodes messages, hands UPDATEs to its user in batches, and
/// writes.
///
/// Both ways are bounded in octets. Inwards, reading stops while more than [#INBOUND_HIGH] octets of UPDATEs wait
/// for the user, so TCP slows the peer down. Outwards, the user asks [#hasRoom] before it says more. All but the
/// methods of [PeerPort] belong to the event loop.
@SuppressWarnings("FutureReturnValueIgnored") // a failing channel closes, and channelInactive says so
final class Connection extends ChannelInboundHandlerAdapter implements PeerPort {
    private static final int INBOUND_HIGH = 32 * 1024;
    private static final int INBOUND_LOW = 16 * 1024;
    private static final int OUTBOUND_HIGH = 128 * 1024;
    private static final int OUTBOUND_LOW = 32 * 1024;
    private static final int BATCH_OCTETS = 16 * 1024;
    private static final byte[] NONE = {};
    private static final int SHORTEST_BUFFER = 2048;
    private static final long LINGER_MILLIS = 1000;

    private final PeerDriver driver;
    private final Side side;
    private final SocketChannel channel;
    private final PeerId peer;
    private final SessionUser user;
    private final SharedEncoder shared;
    private final LoopBuffers buffers;
    private final AtomicInteger inbound = new AtomicInteger();
    private final AtomicInteger outbound = new AtomicInteger();
    private final AtomicBoolean wantsRoom = new AtomicBoolean();
    /// What came, from `from` to `to`: in the loop's array while it is decoded, in an own one while it is not whole.
    private byte[] buffer = NONE;

    private int from;
    private int to;
    private volatile MessageFormat format = MessageFormat.INITIAL;
    private MessageDecoder decoder = new MessageDecoder(MessageFormat.INITIAL);
    private List<BgpMessage> batch = new ArrayList<>();
    private int batchOctets;
    private int frameOctets;
    private int unsent;
    private long progress;
    private boolean notificationSent;
    private boolean detached;

    Connection(
            PeerDriver driver,
            Side side,
            SocketChannel channel,
            PeerId peer,
            SessionUser user,
            SharedEncoder shared,
            LoopBuffers buffers) {
        this.driver = driver;
        this.side = side;
        this.channel = channel;
        this.peer = peer;
        this.user = user;
        this.shared = shared;
        this.buffers = buffers;
    }

    SocketChannel channel() {
        return channel;
    }

    MessageFormat format() {
        return format;
    }

    boolean isReadingPaused() {
        return !channel.config().isAutoRead();
    }

    // Reading

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!detached) {
            driver.connected(side);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!detached) {
            detached = true;
            driver.lost(this, side, "closed by the peer");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!detached) {
            detached = true;
            driver.lost(this, side, FailureReason.of(cause));
        }
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf octets = (ByteBuf) message;
        try {
            if (!detached) {
                append(octets);
                decodeAll();
                keepRest();
            }
        } finally {
            octets.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        handOver();
    }

    private void append(ByteBuf octets) {
        int more = octets.readableBytes();
        if (from == to) {
            buffer = buffers.array(more);
        } else if (buffer.length - to < more) {
            byte[] target = buffer.length - (to - from) < more ? new byte[to - from + more] : buffer;
            System.arraycopy(buffer, from, target, 0, to - from);
            to -= from;
            from = 0;
            buffer = target;
        }
        octets.readBytes(buffer, to, more);
        to += more;
    }

    private void keepRest() {
        if (from == to) {
            buffer = NONE;
            from = 0;
            to = 0;
        } else if (buffers.owns(buffer)) {
            buffer = Arrays.copyOfRange(buffer, from, from + Math.max(to - from, SHORTEST_BUFFER));
            to -= from;
            from = 0;
        }
    }

    private void decodeAll() {
        while (!detached) {
            switch (Framing.next(buffer, from, to, format)) {
                case Framing.Result.NeedMore _ -> {
                    return;
                }
                case Framing.Result.Bad(var notification, String why) -> {
                    byte[] seen = Arrays.copyOfRange(buffer, from, to);
                    from = to;
                    driver.refused(side, new DecodeOutcome.SessionReset(notification, why), seen);
                    return;
                }
                case Framing.Result.Frame(MessageType type, int length) -> {
                    byte[] frame = Arrays.copyOfRange(buffer, from, from + length);
                    from += length;
                    frameOctets = length;
                    driver.received(side, type, decoder.decode(type, frame), frame);
                }
            }
        }
    }

    /// Queues an UPDATE or ROUTE-REFRESH for the user. Both count, so that neither can flood it.
    void deliver(BgpMessage message) {
        batch.add(message);
        batchOctets += frameOctets;
        if (batchOctets >= BATCH_OCTETS) {
            handOver();
        }
    }

    private void handOver() {
        if (batch.isEmpty()) {
            return;
        }
        List<BgpMessage> messages = batch;
        int octets = batchOctets;
        batch = new ArrayList<>();
        batchOctets = 0;
        if (inbound.addAndGet(octets) > INBOUND_HIGH) {
            channel.config().setAutoRead(false);
        }
        user.received(peer, this, messages, () -> processed(octets));
    }

    /// On the user's thread.
    private void processed(int octets) {
        int left = inbound.addAndGet(-octets);
        if (left <= INBOUND_LOW && left + octets > INBOUND_LOW) {
            channel.eventLoop().execute(this::resume);
        }
    }

    private void resume() {
        // Anything may have been queued since; whoever brings it below the mark again comes back here.
        if (isReadingPaused() && inbound.get() <= INBOUND_LOW && !detached) {
            driver.readingAgain(side);
            channel.config().setAutoRead(true);
        }
    }

    // Writing

    void useFormat(MessageFormat agreed) {
        format = agreed;
        decoder = new MessageDecoder(agreed);
    }

    void send(BgpMessage message) {
        notificationSent |= message instanceof Notification;
        write(MessageEncoder.encode(message, format));
    }

    private ChannelFuture write(byte[] octets) {
        ChannelFuture written =
                channel.writeAndFlush(unsent == 0 ? buffers.out(octets) : Unpooled.wrappedBuffer(octets));
        if (!written.isDone()) { // nearly always TCP takes it at once
            if (unsent++ == 0) {
                lookAtProgress();
                driver.blocked(side);
            }
            written.addListener(_ -> {
                unsent--;
                if (!detached) {
                    lookAtProgress();
                    driver.taken(side, unsent > 0);
                }
            });
        }
        return written;
    }

    /// TCP has taken some of what waits since it was last asked or anything was taken wholly.
    boolean lookAtProgress() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        long before = progress;
        progress = waiting == null ? 0 : waiting.currentProgress();
        return progress != before;
    }

    /// Nothing is reported of this connection from now on; it is closed when what was written has left.
    void disconnect() {
        detached = true;
        batch = new ArrayList<>();
        batchOctets = 0;
        if (!channel.isActive() || !notificationSent) {
            channel.close();
            return;
        }
        // Closing a socket that has unread octets resets the connection, and the peer might never read why. So we say
        // that we are done, and leave it to the peer to close, for a moment.
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> channel.shutdownOutput());
        channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean hasRoom() {
        if (outbound.get() < OUTBOUND_HIGH) {
            return true;
        }
        wantsRoom.set(true);
        // It may have emptied before the wish was seen.
        return outbound.get() < OUTBOUND_LOW;
    }

    @Override
    public void send(List<BgpMessage> messages) {
        SharedEncoder.Piece piece = shared.encode(messages, format);
        int octets = piece.octets().length;
        outbound.addAndGet(octets);
        channel.eventLoop().execute(() -> {
            if (detached) {
                outbound.addAndGet(-octets);
                return;
            }
            driver.count(MessageType.UPDATE, piece.updates());
            driver.count(MessageType.ROUTE_REFRESH, piece.messages() - piece.updates());
            write(piece.octets()).addListener((ChannelFutureListener) _ -> left(octets));
        });
    }

    private void left(int octets) {
        if (outbound.addAndGet(-octets) < OUTBOUND_LOW && wantsRoom.compareAndSet(true, false)) {
            user.roomAgain(this);
        }
    }

    @Override
    public void stop(AutomaticStop stop) {
        channel.eventLoop().execute(() -> {
            // Who is to stay away does not get away with having gone already.
            if (!detached || !(stop.then() instanceof Afterwards.Retry)) {
                driver.reset(side, stop);
            }
        });
    }

    static Octets shown(byte[] octets, int most) {
        return Octets.of(octets, 0, Math.min(octets.length, most));
    }
}
