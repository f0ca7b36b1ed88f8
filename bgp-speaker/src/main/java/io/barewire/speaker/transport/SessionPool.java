package io.barewire.speaker.transport;

import io.barewire.rib.PeerId;
import io.barewire.rib.SessionInfo;
import io.barewire.speaker.MessageTap;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.routing.PeerPort;
import io.barewire.speaker.routing.SessionUser;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Notification;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Many sessions without tables, each with an AS, an identifier and an address of its own: for programs that play many
/// speakers at once, such as load generators. What peers send goes to a [Handler], and what they are told is up to the
/// caller. It only connects.
public final class SessionPool implements AutoCloseable {
    private final Sockets sockets = Sockets.best();
    private final LocalInterfaces interfaces = LocalInterfaces.unknown();
    private final MultiThreadIoEventLoopGroup loops;
    private final Map<EventLoop, SharedEncoder> encoders = new ConcurrentHashMap<>();
    private final Map<EventLoop, LoopBuffers> buffers = new ConcurrentHashMap<>();
    private final MessageTap tap = MessageTap.closed();
    private final List<Session> sessions = new ArrayList<>();

    /// Hears of one session, on its loop; so nothing here may block.
    public interface Handler {
        /// It came up, went down, could not be made, or its peer sent what it should not.
        void told(SpeakerEvent event);

        /// UPDATE and ROUTE-REFRESH messages of an established session, in their order.
        void received(List<BgpMessage> messages);

        /// [Session#hasRoom] after it had none.
        default void roomAgain() {}
    }

    /// @param threads how many event loops; a session stays on one
    public SessionPool(int threads) {
        loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("bgp-pool", true), sockets.ioHandler());
    }

    /// A session that has not begun. Called by one thread at a time.
    ///
    /// @param self who we are in this session; only its AS, identifier, host name and restart options count
    public Session session(SpeakerConfig self, PeerConfig peer, Handler handler) {
        EventLoop loop = loops.next();
        Session session =
                new Session(loop, self, peer, handler, encoders.computeIfAbsent(loop, _ -> new SharedEncoder()));
        sessions.add(session);
        return session;
    }

    /// One of the sessions.
    public final class Session {
        private final EventLoop loop;
        private final PeerDriver driver;
        private final SharedEncoder encoder;
        private @Nullable PeerPort port;

        private Session(EventLoop loop, SpeakerConfig self, PeerConfig peer, Handler handler, SharedEncoder encoder) {
            this.loop = loop;
            this.encoder = encoder;
            driver = new PeerDriver(
                    loop,
                    sockets,
                    interfaces,
                    peer,
                    SessionConfig.of(self, peer),
                    new User(handler),
                    encoder,
                    new Dialing(loop), // how many begin at once is the caller's business
                    buffers.computeIfAbsent(loop, _ -> new LoopBuffers()),
                    handler::told,
                    tap,
                    () -> {});
        }

        /// Connects, and tries again when that fails or the session is lost.
        public void start() {
            driver.start();
        }

        /// Ends the session with Cease 6/2 (Administrative Shutdown), and tries no more.
        ///
        /// @param whenClosed called on the loop when its socket is closed
        public void stop(Runnable whenClosed) {
            driver.stop(
                    new ManualStop(
                            Optional.of(Notification.cease(Notification.ADMINISTRATIVE_SHUTDOWN)),
                            "ended by the operator"),
                    whenClosed);
        }

        /// Does this on the session's loop.
        public void execute(Runnable action) {
            loop.execute(action);
        }

        /// On the loop: established, and what was sent before has left, or nearly.
        public boolean hasRoom() {
            return port != null && port.hasRoom();
        }

        /// On the loop: sends messages if the session is established.
        public void send(List<BgpMessage> messages) {
            if (port != null) {
                port.send(messages);
                encoder.endOfTurn();
            }
        }

        private final class User implements SessionUser {
            private final Handler handler;

            User(Handler handler) {
                this.handler = handler;
            }

            @Override
            public boolean isRestarting() {
                return false;
            }

            @Override
            public void up(PeerId peer, SessionInfo session, RestartTerms restart, PeerPort established) {
                port = established;
            }

            @Override
            public void down(PeerId peer, PeerPort lost, boolean mayBeRestart) {
                port = null;
            }

            @Override
            public void received(PeerId peer, PeerPort from, List<BgpMessage> messages, Runnable processed) {
                handler.received(messages);
                processed.run();
            }

            @Override
            public void roomAgain(PeerPort emptied) {
                handler.roomAgain();
            }
        }
    }

    /// Ends every session and waits for sockets and threads to go.
    @Override
    public void close() {
        CountDownLatch closing = new CountDownLatch(sessions.size());
        sessions.forEach(session -> session.stop(closing::countDown));
        try {
            closing.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        buffers.values().forEach(LoopBuffers::close);
    }
}
