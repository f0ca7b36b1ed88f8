package io.barewire.ovn.ovsdb;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A [Session] on a socket: octets in and out, and the time that it has.
final class Connection extends ChannelInboundHandlerAdapter implements Session.Outlet {
    /// What the client learns of its connection.
    interface Owner {
        void ready(DatabaseSchema schema);

        void changed(List<RowChange> changes);

        void lock(String name, boolean held);

        /// Told once.
        void ended(String reason);
    }

    /// Answers that the server has asked for and does not take: more are not kept for it.
    private static final int MAXIMUM_ANSWERS = 64;

    private final OvsdbConfig config;
    private final Owner owner;
    private final Session session;
    private final JsonFraming framing;
    private final byte[] scratch = new byte[1 << 16];
    private @Nullable ChannelHandlerContext context;
    private @Nullable InactivityProbe probe;
    private @Nullable Future<?> deadline;
    private @Nullable Future<?> nextCheck;
    private int answersUnderWay;

    Connection(OvsdbConfig config, MirrorTables mirror, Map<String, Boolean> locks, LongSupplier ids, Owner owner) {
        this.config = config;
        this.owner = owner;
        this.session = new Session(config, mirror, locks, ids, this);
        this.framing = new JsonFraming(config.limits().document());
    }

    Session session() {
        return session;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        deadline = ctx.executor()
                .schedule(
                        () -> {
                            if (!session.hasAnswered()) {
                                session.end("the server has not answered within "
                                        + config.times().connect().toMillis() + " ms");
                            }
                        },
                        config.times().connect().toNanos(),
                        TimeUnit.NANOSECONDS);
        if (ctx.pipeline().get(SslHandler.class) == null) {
            opened(ctx);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            opened(ctx);
        }
    }

    private void opened(ChannelHandlerContext ctx) {
        session.opened();
        if (!config.times().probe().isZero()) {
            InactivityProbe begun = new InactivityProbe(config.times().probe(), System.nanoTime());
            probe = begun;
            watch(ctx, begun);
        }
    }

    private void watch(ChannelHandlerContext ctx, InactivityProbe watched) {
        nextCheck = ctx.executor()
                .schedule(
                        () -> {
                            switch (watched.check(System.nanoTime())) {
                                case NOTHING -> {}
                                case ASK -> session.probe();
                                case GIVE_UP ->
                                    session.end("the server has been silent for "
                                            + config.times()
                                                    .probe()
                                                    .multipliedBy(2)
                                                    .toMillis() + " ms");
                            }
                            if (!session.isOver()) {
                                watch(ctx, watched);
                            }
                        },
                        watched.untilCheck(System.nanoTime()),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (probe != null) {
            probe.heard(System.nanoTime());
        }
        ByteBuf octets = (ByteBuf) message;
        try {
            while (octets.isReadable()) {
                int length = Math.min(octets.readableBytes(), scratch.length);
                octets.readBytes(scratch, 0, length);
                framing.feed(scratch, 0, length, session::received);
            }
        } catch (ProtocolFault fault) {
            session.end(Objects.requireNonNull(fault.getMessage()));
        } finally {
            octets.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.end("the server closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.end(Reason.of(cause));
    }

    /// Piece by piece, so that the server reads the beginning while the rest is made. Nothing comes between, as all of
    /// it is one call on the loop.
    @Override
    public void send(Json.Writer document) {
        try {
            Json.write(document, new Pieces(Objects.requireNonNull(context)));
        } catch (RuntimeException unwritable) {
            session.end("a request cannot be written: " + Reason.of(unwritable));
        }
    }

    @Override
    public void whenSent(Runnable task) {
        Objects.requireNonNull(context).writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> task.run());
    }

    @Override
    public void answer(byte[] document) {
        if (++answersUnderWay > MAXIMUM_ANSWERS) {
            session.end("the server asks and does not read the answers");
            return;
        }
        Objects.requireNonNull(context)
                .writeAndFlush(Unpooled.wrappedBuffer(document))
                .addListener(_ -> answersUnderWay--);
    }

    @Override
    public void close(String reason) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (nextCheck != null) {
            nextCheck.cancel(false);
        }
        if (context != null) {
            var _ = context.close();
        }
        owner.ended(reason);
    }

    @Override
    public void ready(DatabaseSchema schema) {
        owner.ready(schema);
    }

    @Override
    public void changed(List<RowChange> changes) {
        owner.changed(changes);
    }

    @Override
    public void lock(String name, boolean held) {
        owner.lock(name, held);
    }
}
