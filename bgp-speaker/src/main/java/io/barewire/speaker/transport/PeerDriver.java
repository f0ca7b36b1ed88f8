package io.barewire.speaker.transport;

import io.barewire.rib.PeerId;
import io.barewire.rib.PrefixLimits;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.MessageTap;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.ReceivedMessage;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SessionState;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.SpeakerEvent.MalformedMessage;
import io.barewire.speaker.discovery.Neighbor;
import io.barewire.speaker.routing.SessionUser;
import io.barewire.speaker.session.Action;
import io.barewire.speaker.session.Event;
import io.barewire.speaker.session.Event.AutomaticStop;
import io.barewire.speaker.session.Event.Expired;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.Fsm;
import io.barewire.speaker.session.Ingress;
import io.barewire.speaker.session.Negotiated;
import io.barewire.speaker.session.PeerFsm;
import io.barewire.speaker.session.PeerState;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.speaker.session.Side;
import io.barewire.speaker.session.State;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageType;
import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import io.barewire.wire.Update;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Runs a peer's [PeerFsm] on one event loop: actions become I/O and timers, I/O becomes events. What the state
/// machine decides is decided there; this only carries it out.
@SuppressWarnings("FutureReturnValueIgnored") // a failing channel closes, and its Connection says so
final class PeerDriver {
    private static final int MALFORMED_PER_SECOND = 10;
    private static final long SECOND_LOOK_MILLIS = 50;

    private final EventLoop loop;
    private final Sockets sockets;
    private final LocalInterfaces interfaces;
    private PeerConfig config;
    private SessionConfig session;
    private final PeerId id;
    private final SessionUser user;
    private final SharedEncoder shared;
    private final Dialing dialing;
    private final LoopBuffers buffers;
    private final Consumer<SpeakerEvent> events;
    private final Runnable whenDisconnected;
    private final MessageTap tap;
    private final Line outgoing;
    private final Line incoming;
    private final PeerRecord record = new PeerRecord();
    private final Ration malformedRation = new Ration(MALFORMED_PER_SECOND, System.nanoTime());
    private final Ration refusalRation = new Ration(1, System.nanoTime());
    /// What came while a step was at work: hardly ever anything.
    private final Deque<Supplier<PeerFsm.PeerStep>> steps = new ArrayDeque<>(1);
    private boolean stepping;
    private boolean everConnected;
    private AddressFamily acceptedBy = AddressFamily.IPV6;
    private Neighbor neighbor = new Neighbor.Unknown(0, "no neighbor is known");
    private PeerState state = PeerState.STOPPED;

    /// @param whenDisconnected called on the loop when the last of the connections that the peer made has ended
    PeerDriver(
            EventLoop loop,
            Sockets sockets,
            LocalInterfaces interfaces,
            PeerConfig config,
            SessionConfig session,
            SessionUser user,
            SharedEncoder shared,
            Dialing dialing,
            LoopBuffers buffers,
            Consumer<SpeakerEvent> events,
            MessageTap tap,
            Runnable whenDisconnected) {
        this.loop = loop;
        this.sockets = sockets;
        this.interfaces = interfaces;
        this.config = config;
        this.session = session;
        this.id = config.id();
        this.user = user;
        this.shared = shared;
        this.dialing = dialing;
        this.buffers = buffers;
        this.events = events;
        this.whenDisconnected = whenDisconnected;
        this.tap = tap;
        this.outgoing = new Line(loop, timer -> expired(Side.OUTGOING, timer));
        this.incoming = new Line(loop, timer -> expired(Side.INCOMING, timer));
    }

    // From other threads

    EventLoop loop() {
        return loop;
    }

    void start() {
        loop.execute(() -> then(() -> PeerFsm.start(state, session)));
    }

    /// @param whenClosed called on the loop when both connections are closed
    void stop(ManualStop stop, Runnable whenClosed) {
        loop.execute(() -> {
            CompletableFuture<?>[] closing = Stream.of(outgoing, incoming)
                    .map(Line::connection)
                    .filter(Objects::nonNull)
                    .map(PeerDriver::closed)
                    .toArray(CompletableFuture[]::new);
            then(() -> PeerFsm.stop(state, stop, session));
            CompletableFuture.allOf(closing).thenRun(whenClosed);
        });
    }

    /// Does this on the loop if there is no connection then.
    void ifItHasLeft(Runnable action) {
        loop.execute(() -> {
            if (hasLeft()) {
                action.run();
            }
        });
    }

    /// One that is kept down must not come back as a new peer.
    private boolean hasLeft() {
        return outgoing.connection() == null && incoming.connection() == null && !state.isKeptDown();
    }

    PeerConfig config() {
        return config;
    }

    /// Ends the session if there is one; tries again in any case.
    void reset(AutomaticStop stop) {
        loop.execute(() -> then(() -> PeerFsm.reset(state, stop, session)));
    }

    /// The link to the peer is another one.
    void linkChanged(AutomaticStop stop) {
        loop.execute(() -> then(() -> PeerFsm.moved(state, stop, session)));
    }

    /// Ends the session if it is established.
    void pathFailed(AutomaticStop stop) {
        loop.execute(() -> {
            if (state.shown() == SessionState.ESTABLISHED) {
                then(() -> PeerFsm.reset(state, stop, session));
            }
        });
    }

    /// @return false when the session is not established or the peer cannot do that
    CompletableFuture<Boolean> requestRefresh(AddressFamily family) {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        loop.execute(() -> {
            boolean able = false;
            for (Side side : Side.values()) {
                if (state.of(side) instanceof State.Established(int _, Negotiated agreed)
                        && agreed.routeRefresh()
                        && agreed.families().contains(family)) {
                    send(side, BgpMessage.RouteRefresh.request(family));
                    able = true;
                }
            }
            sent.complete(able);
        });
        return sent;
    }

    /// The peer has connected; `channel` is not registered yet.
    void accept(SocketChannel channel, AddressFamily socketFamily) {
        loop.execute(() -> welcome(channel, socketFamily));
    }

    /// Other TCP-AO keys for a session that goes on with them ([Protection#rollsOverTo]), and other limits for one
    /// that was kept down for them.
    void rekey(PeerConfig next) {
        loop.execute(() -> {
            PeerConfig before = config;
            config = next;
            if (state.isKeptDown() && !limits(next).equals(limits(before))) {
                then(() -> PeerFsm.reset(
                        state,
                        new AutomaticStop(Notification.cease(Notification.OTHER_CONFIGURATION_CHANGE), "other limits"),
                        session));
            }
            for (Side side : Side.values()) {
                Connection connection = line(side).connection();
                if (connection != null && connection.channel().isActive()) {
                    rekey(side, connection.channel(), before);
                }
            }
        });
    }

    private static PrefixLimits limits(PeerConfig peer) {
        return peer.policy().imports().limits();
    }

    private void rekey(Side side, SocketChannel channel, PeerConfig before) {
        InetAddress remote = channel.remoteAddress().getAddress();
        // An accepted IPv4 peer may be on an IPv6 socket; one that we connected to never is.
        AddressFamily socketFamily =
                side == Side.INCOMING ? acceptedBy : config.endpoint().family();
        try {
            sockets.set(
                    channel,
                    SocketOptions.rollover(
                            IpAddress.of(remote),
                            socketFamily,
                            before.tcp().protection(),
                            config.tcp().protection()));
        } catch (ChannelException refused) {
            feed(
                    side,
                    new AutomaticStop(
                            Notification.cease(Notification.OTHER_CONFIGURATION_CHANGE),
                            "its keys could not be changed: " + FailureReason.of(refused)));
        }
    }

    PeerId id() {
        return id;
    }

    /// Who is at the other end of an unnumbered peer's interface.
    void locate(Neighbor next) {
        loop.execute(() -> moved(next));
    }

    PeerStatus status(Map<AddressFamily, PrefixCounts> prefixes, PeerConfig current) {
        return record.status(current, session.mayBeExternal(), prefixes);
    }

    // From connections, on the loop

    void connected(Side side) {
        feed(side, new Event.TcpConnectionConfirmed());
    }

    /// A connection that is not the side's current one any more has nothing to say about the session.
    void lost(Connection connection, Side side, String why) {
        Line line = line(side);
        if (line.connection() != connection) {
            return;
        }
        line.release();
        feed(side, new Event.TcpConnectionFails(why));
    }

    void reset(Side side, AutomaticStop stop) {
        feed(side, stop);
    }

    void received(Side side, MessageType type, DecodeOutcome decoded, byte[] frame) {
        record.received(type);
        if (tap.isOpen()) {
            tapped(side, frame);
        }
        DecodeOutcome outcome = state.of(side) instanceof State.Established(int _, Negotiated agreed)
                ? Ingress.check(decoded, agreed)
                : decoded;
        switch (outcome) {
            case DecodeOutcome.Accepted(BgpMessage message, List<String> discarded) -> {
                if (!discarded.isEmpty()) {
                    reportMalformed(String.join("; ", discarded), "attribute discard", frame);
                }
                if (!stepping
                        && state.of(side) instanceof State.Established(int _, Negotiated agreed)
                        && Fsm.isRoutine(message)) {
                    routine(line(side), agreed, message);
                } else {
                    feed(side, new Event.Received(message));
                }
            }
            case DecodeOutcome.Ignored(String why) -> reportMalformed(why, "ignored", frame);
            case DecodeOutcome.TreatAsWithdraw(Update withdrawal, String why) -> {
                reportMalformed(why, "treat-as-withdraw", frame);
                feed(side, new Event.Received(withdrawal));
            }
            case DecodeOutcome.SessionReset reset -> refused(side, reset, frame);
        }
    }

    /// What [Fsm] says to a message that [Fsm#isRoutine].
    private static void routine(Line line, Negotiated agreed, BgpMessage message) {
        if (!agreed.holdTime().isZero()) {
            line.lookedTwice = false;
            line.start(Expired.HOLD_TIMER, agreed.holdTime());
        }
        if (message instanceof Update update) {
            deliver(line, update);
        }
    }

    private void tapped(Side side, byte[] frame) {
        Connection connection = line(side).connection();
        if (connection != null) {
            long peerAs = state.of(side) instanceof State.Established(int _, Negotiated agreed)
                    ? agreed.received().myAs()
                    : config.remoteAs().number().orElse(0);
            tap.received(new ReceivedMessage(
                    Instant.now(),
                    id,
                    connection.channel().localAddress(),
                    connection.channel().remoteAddress(),
                    session.shownAs(),
                    peerAs,
                    connection.format(),
                    Octets.of(frame)));
        }
    }

    void refused(Side side, DecodeOutcome.SessionReset reset, byte[] octets) {
        reportMalformed(reset.why(), "session reset", octets);
        feed(side, new Event.Malformed(reset.notification(), reset.why()));
    }

    void count(MessageType type, int sent) {
        record.sent(type, sent);
    }

    /// Reading had stopped for lack of room, so silence until now proves nothing: the hold timer starts anew.
    void readingAgain(Side side) {
        if (state.of(side) instanceof State.Established(int _, Negotiated agreed)
                && !agreed.holdTime().isZero()) {
            line(side).start(Expired.HOLD_TIMER, agreed.holdTime());
        }
    }

    /// TCP does not take all that we send: the peer does not read (RFC 9687).
    void blocked(Side side) {
        if (state.of(side) instanceof State.Established(int _, Negotiated agreed)) {
            line(side).start(Expired.SEND_HOLD_TIMER, session.timers().sendHold(agreed.holdTime()));
        }
    }

    /// TCP has taken one of the writes that waited.
    void taken(Side side, boolean moreWaits) {
        if (moreWaits) {
            blocked(side);
        } else {
            line(side).stop(Expired.SEND_HOLD_TIMER);
        }
    }

    // Events

    private void expired(Side side, Expired timer) {
        Line line = line(side);
        Connection connection = line.connection();
        if (timer == Expired.SEND_HOLD_TIMER && connection != null && connection.lookAtProgress()) {
            blocked(side);
            return;
        }
        if (timer == Expired.HOLD_TIMER && connection != null) {
            if (connection.isReadingPaused()) {
                // We stopped listening; the peer may have spoken. readingAgain() starts the timer anew.
                return;
            }
            if (!line.lookedTwice) {
                // The loop may have been busy for long: let it look at the socket before it judges.
                line.lookedTwice = true;
                line.start(timer, Duration.ofMillis(SECOND_LOOK_MILLIS));
                return;
            }
        }
        feed(side, timer);
    }

    /// What we offer now.
    private SessionConfig offered() {
        return user.isRestarting() ? session.asRestarting() : session;
    }

    private void feed(Side side, Event event) {
        then(() -> PeerFsm.step(state, side, event, offered()));
    }

    /// One step after the other: an action may fail at once and bring the next event while its step is still at
    /// work.
    private void then(Supplier<PeerFsm.PeerStep> next) {
        if (stepping) {
            steps.add(next);
            return;
        }
        stepping = true;
        try {
            for (Supplier<PeerFsm.PeerStep> step = next; step != null; step = steps.poll()) {
                perform(step.get());
            }
        } finally {
            stepping = false;
        }
        leaveWhenDone();
    }

    /// Tells when the last connection has ended, for whom there is no peer without one.
    private void leaveWhenDone() {
        if (everConnected && hasLeft()) {
            everConnected = false;
            whenDisconnected.run();
        }
    }

    private void perform(PeerFsm.PeerStep step) {
        state = step.next();
        for (PeerFsm.Directed directed : step.actions()) {
            perform(directed.side(), directed.action());
        }
        record.state(state.shown(), state.isKeptDown());
    }

    private void perform(Side side, Action action) {
        Line line = line(side);
        switch (action) {
            case Action.Connect() -> dial(side);
            case Action.Disconnect() -> {
                Connection connection = line.release();
                if (connection != null) {
                    connection.disconnect();
                }
            }
            case Action.Send(BgpMessage message) -> send(side, message);
            case Action.StartTimer(Expired timer, Duration shortest, Duration longest) -> {
                line.lookedTwice &= timer != Expired.HOLD_TIMER;
                Duration pause = between(shortest, longest);
                line.start(timer, pause);
                if (leadsToAnAttempt(timer)) {
                    record.attemptIn(pause);
                }
            }
            case Action.StopTimer(Expired timer) -> {
                line.stop(timer);
                if (leadsToAnAttempt(timer)) {
                    record.noAttempt();
                }
            }
            case Action.UseFormat(var format) -> {
                Connection connection = line.connection();
                if (connection != null) {
                    connection.useFormat(format);
                }
            }
            case Action.Up(Negotiated agreed) -> up(line, agreed);
            case Action.DeliverUpdate(Update update) -> deliver(line, update);
            case Action.DeliverRouteRefresh(BgpMessage.RouteRefresh refresh) -> deliver(line, refresh);
            case Action.Down down -> down(line, down);
        }
    }

    private static void deliver(Line line, BgpMessage message) {
        Connection connection = line.connection();
        if (connection != null) {
            connection.deliver(message);
        }
    }

    private void send(Side side, BgpMessage message) {
        Connection connection = line(side).connection();
        if (connection != null) {
            connection.send(message);
            record.sent(typeOf(message), 1);
        }
    }

    // Connections

    private void dial(Side side) {
        Line line = line(side);
        if (line.dialing) {
            return;
        }
        line.dialing = true;
        dialing.ask(() -> {
            line.dialing = false;
            if (line.connection() == null && state.of(side) instanceof State.Connect) {
                connect(side);
            }
        });
    }

    private void connect(Side side) {
        AddressFamily family = config.endpoint().family();
        SocketChannel channel;
        try {
            channel = sockets.client(family);
        } catch (ChannelException noSocket) { // typically too many open files
            feed(side, new Event.TcpConnectionFails(FailureReason.of(noSocket)));
            return;
        }
        Connection connection = new Connection(this, side, channel, id, user, shared, buffers);
        line(side).use(connection);
        InetSocketAddress remote;
        Optional<InetSocketAddress> local;
        try {
            remote = remote();
            local = LocalAddresses.of(config.tcp().source(), family)
                    .map(source -> new InetSocketAddress(source.toInetAddress(), 0));
            prepare(channel, IpAddress.of(remote.getAddress()), family);
        } catch (ChannelException | IOException notPossible) {
            channel.unsafe().closeForcibly();
            lost(connection, side, FailureReason.of(notPossible));
            return;
        }
        channel.pipeline().addLast(connection);
        loop.register(channel);
        (local.isPresent() ? channel.connect(remote, local.get()) : channel.connect(remote))
                .addListener((ChannelFutureListener) done -> {
                    if (!done.isSuccess()) {
                        channel.close();
                        lost(connection, side, FailureReason.of(done.cause()));
                    }
                });
    }

    /// @throws IOException when nobody is known at the other end of the peer's interface
    private InetSocketAddress remote() throws IOException {
        return switch (config.endpoint()) {
            case Endpoint.Address(IpAddress address) -> new InetSocketAddress(address.toInetAddress(), config.port());
            case Endpoint.Interface _ ->
                switch (neighbor) {
                    case Neighbor.Unknown(int _, String why) -> throw new IOException(why);
                    case Neighbor.Known(IpAddress linkLocal, int interfaceIndex) ->
                        new InetSocketAddress(
                                Inet6Address.getByAddress(null, linkLocal.octets(), interfaceIndex), config.port());
                };
        };
    }

    /// The neighbor of an unnumbered peer is another one now. A session with the one before is over; where there is
    /// none, we need not wait for the time to try again.
    private void moved(Neighbor next) {
        if (next.equals(neighbor)) {
            return;
        }
        boolean first = neighbor instanceof Neighbor.Unknown && next instanceof Neighbor.Known;
        neighbor = next;
        if (!first) {
            then(() -> PeerFsm.moved(
                    state,
                    new AutomaticStop(
                            Notification.cease(Notification.OTHER_CONFIGURATION_CHANGE),
                            "the neighbor on the interface is another one, or gone"),
                    session));
        } else if (state.of(Side.OUTGOING) instanceof State.Active) {
            feed(Side.OUTGOING, Expired.CONNECT_RETRY_TIMER);
        }
    }

    private boolean mayBe(IpAddress caller) {
        return !(neighbor instanceof Neighbor.Known(IpAddress linkLocal, int _)) || linkLocal.equals(caller);
    }

    private void welcome(SocketChannel channel, AddressFamily socketFamily) {
        InetSocketAddress from = channel.remoteAddress();
        if (from == null || !mayBe(IpAddress.of(from.getAddress()))) {
            channel.unsafe().closeForcibly(); // gone, or not the neighbor on the interface
            return;
        }
        PeerFsm.Welcome welcome = PeerFsm.welcome(state);
        if (welcome == PeerFsm.Welcome.REFUSE) {
            channel.unsafe().closeForcibly();
            probe();
            return;
        }
        everConnected = false; // while one connection takes the place of another the peer does not leave
        acceptedBy = socketFamily;
        Line line = line(Side.INCOMING);
        Connection before = line.connection();
        if (welcome == PeerFsm.Welcome.REPLACE) {
            feed(Side.INCOMING, new Event.TcpConnectionFails("the peer made another connection"));
        } else if (before != null) {
            before.disconnect();
        }
        try {
            prepare(channel, IpAddress.of(from.getAddress()), socketFamily);
        } catch (ChannelException notPossible) {
            channel.unsafe().closeForcibly();
            if (refusalRation.take(System.nanoTime())) {
                down("cannot take the peer's connection: " + FailureReason.of(notPossible));
            }
            everConnected = true;
            leaveWhenDone();
            return;
        }
        Connection connection = new Connection(this, Side.INCOMING, channel, id, user, shared, buffers);
        line.use(connection);
        everConnected = true;
        channel.pipeline().addLast(connection);
        loop.register(channel);
    }

    /// A peer that connects although we have a session may have started anew without a word. A KEEPALIVE on the old
    /// connection then brings a reset at once, where the hold timer would take minutes.
    private void probe() {
        for (Side side : Side.values()) {
            if (state.of(side) instanceof State.Established) {
                send(side, new BgpMessage.Keepalive());
            }
        }
    }

    private void prepare(SocketChannel channel, IpAddress remote, AddressFamily socketFamily) {
        channel.config().setRecvByteBufAllocator(buffers.reading());
        boolean accepted = channel.remoteAddress() != null; // and bound by what it was accepted on
        if (accepted) {
            sockets.prepareAccepted(channel);
        } else {
            sockets.prepare(channel);
            config.tcp().vrf().map(SocketOption::bindToDevice).ifPresent(option -> sockets.set(channel, option));
        }
        sockets.set(
                channel,
                SocketOptions.ofConnection(config.tcp(), remote, session.mayBeExternal(), socketFamily, accepted));
    }

    // What is told to others

    private void up(Line line, Negotiated agreed) {
        Connection connection = line.connection();
        if (connection == null) {
            return;
        }
        line.markUp();
        UpSession news = UpSession.over(connection.channel(), agreed, config, session, interfaces);
        RestartTerms restart = RestartTerms.of(agreed, session.options().gracefulRestart());
        user.up(id, news.info(), restart, connection);
        record.up(news.details());
        events.accept(new SpeakerEvent.SessionUp(id, news.details()));
    }

    private void down(Line line, Action.Down down) {
        Connection lost = line.forgetEstablished();
        if (lost != null) {
            user.down(id, lost, down.restart());
        }
        down.received().ifPresent(refusal -> session = session.after(refusal));
        down(new SessionEnd(
                Instant.now(), down.why() + hint(line), down.wasEstablished(), down.sent(), down.received()));
    }

    /// An attempt that ends before anybody answered.
    private String hint(Line line) {
        Connection connection = line.connection();
        return connection == null || connection.channel().isActive()
                ? ""
                : config.tcp().whenUnanswered().map(" - "::concat).orElse("");
    }

    private void down(String why) {
        down(new SessionEnd(Instant.now(), why, false, Optional.empty(), Optional.empty()));
    }

    private void down(SessionEnd end) {
        record.down(end);
        events.accept(new SpeakerEvent.SessionDown(id, end));
    }

    private void reportMalformed(String why, String consequence, byte[] octets) {
        if (malformedRation.take(System.nanoTime())) {
            events.accept(new MalformedMessage(
                    id, why, consequence, Connection.shown(octets, MalformedMessage.SHOWN_OCTETS)));
        }
    }

    private static boolean leadsToAnAttempt(Expired timer) {
        return switch (timer) {
            case CONNECT_RETRY_TIMER, IDLE_HOLD_TIMER -> true;
            case HOLD_TIMER, KEEPALIVE_TIMER, SEND_HOLD_TIMER -> false;
        };
    }

    private Line line(Side side) {
        return side == Side.OUTGOING ? outgoing : incoming;
    }

    private static CompletableFuture<Void> closed(Connection connection) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        connection.channel().closeFuture().addListener(_ -> closed.complete(null));
        return closed;
    }

    private static Duration between(Duration shortest, Duration longest) {
        long spread = longest.toNanos() - shortest.toNanos();
        return spread == 0
                ? shortest
                : shortest.plusNanos(ThreadLocalRandom.current().nextLong(spread + 1));
    }

    private static MessageType typeOf(BgpMessage message) {
        return switch (message) {
            case BgpMessage.Open _ -> MessageType.OPEN;
            case Update _ -> MessageType.UPDATE;
            case Notification _ -> MessageType.NOTIFICATION;
            case BgpMessage.Keepalive _ -> MessageType.KEEPALIVE;
            case BgpMessage.RouteRefresh _ -> MessageType.ROUTE_REFRESH;
        };
    }
}
