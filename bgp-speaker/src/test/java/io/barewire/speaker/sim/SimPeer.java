package io.barewire.speaker.sim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.PeerId;
import io.barewire.rib.SessionInfo;
import io.barewire.speaker.routing.PeerPort;
import io.barewire.speaker.session.Action;
import io.barewire.speaker.session.Event;
import io.barewire.speaker.session.Event.Expired;
import io.barewire.speaker.session.Negotiated;
import io.barewire.speaker.session.PeerFsm;
import io.barewire.speaker.session.PeerState;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.speaker.session.Side;
import io.barewire.speaker.session.State;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.NextHop;
import io.barewire.wire.Notification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the transport is in the real speaker: one peer of one router, its connections and timers, in virtual time.
final class SimPeer {
    private static final int ROOM = 4;

    private final class Port implements PeerPort {
        private final Side side;
        private final SimTcp tcp;

        Port(Side side, SimTcp tcp) {
            this.side = side;
            this.tcp = tcp;
        }

        @Override
        public boolean hasRoom() {
            return tcp.unread(SimPeer.this) < ROOM;
        }

        @Override
        public void send(List<BgpMessage> messages) {
            messages.forEach(message -> tcp.send(SimPeer.this, message));
        }

        @Override
        public void stop(Event.AutomaticStop stop) {
            throw new AssertionError("the tables end a session: " + stop);
        }
    }

    private final SimRouter router;
    private final SimRouter other;
    private final SessionConfig session;
    private final PeerId id;
    private final Map<Side, SimTcp> connections = new EnumMap<>(Side.class);
    private final Map<Side, Map<Expired, Object>> timers = new EnumMap<>(Side.class);
    private final List<Notification> sent = new ArrayList<>();
    private PeerState state = PeerState.STOPPED;
    private @Nullable Port port;

    SimPeer(SimRouter router, SimRouter other, SessionConfig session) {
        this.router = router;
        this.other = other;
        this.session = session;
        this.id = new PeerId(other.address().toString());
        for (Side side : Side.values()) {
            timers.put(side, new EnumMap<>(Expired.class));
        }
    }

    SimRouter router() {
        return router;
    }

    SimRouter other() {
        return other;
    }

    PeerState state() {
        return state;
    }

    boolean isEstablished() {
        return state.outgoing() instanceof State.Established || state.incoming() instanceof State.Established;
    }

    /// NOTIFICATIONs in the order in which they were sent.
    List<Notification> sent() {
        return sent;
    }

    void start() {
        perform(PeerFsm.start(state, session));
    }

    /// The process is gone without a word from it; the system closes its sockets unless the power is gone as well.
    void die(boolean closingSockets) {
        timers.values().forEach(Map::clear);
        if (closingSockets) {
            List.copyOf(connections.values()).forEach(tcp -> tcp.close(this));
        }
        connections.clear();
        state = PeerState.STOPPED;
    }

    /// The other router connects.
    ///
    /// @return false when it is refused
    boolean accept(SimTcp tcp) {
        PeerFsm.Welcome welcome = PeerFsm.welcome(state);
        if (welcome == PeerFsm.Welcome.REFUSE) {
            return false;
        }
        if (welcome == PeerFsm.Welcome.REPLACE) {
            feed(Side.INCOMING, new Event.TcpConnectionFails("the peer made another connection"));
        }
        connections.put(Side.INCOMING, tcp);
        feed(Side.INCOMING, new Event.TcpConnectionConfirmed());
        return true;
    }

    /// The connection we asked for is there.
    void connected(SimTcp tcp) {
        if (router.isAlive() && tcp.equals(connections.get(Side.OUTGOING))) {
            feed(Side.OUTGOING, new Event.TcpConnectionConfirmed());
        }
    }

    /// Something happens to a connection; late for one that we have given up.
    void happens(SimTcp tcp, Event event) {
        for (Side side : Side.values()) {
            if (tcp.equals(connections.get(side))) {
                if (event instanceof Event.TcpConnectionFails) {
                    release(side);
                }
                feed(side, event);
                return;
            }
        }
    }

    void resetConnections() {
        List.copyOf(connections.values()).forEach(SimTcp::reset);
    }

    private SessionConfig offered() {
        return router.core().isSelectionDeferred() ? session.asRestarting() : session;
    }

    private void feed(Side side, Event event) {
        router.core().advance(router.net().queue.now());
        perform(PeerFsm.step(state, side, event, offered()));
        router.pump();
    }

    private void perform(PeerFsm.PeerStep step) {
        state = step.next();
        assertTrue(
                !(state.outgoing() instanceof State.Established && state.incoming() instanceof State.Established),
                () -> "two sessions to " + other.address());
        step.actions().forEach(directed -> perform(directed.side(), directed.action()));
    }

    private void perform(Side side, Action action) {
        switch (action) {
            case Action.Connect() -> connections.put(side, router.net().connect(this, other));
            case Action.Disconnect() -> {
                SimTcp tcp = release(side);
                if (tcp != null) {
                    tcp.close(this);
                }
            }
            case Action.Send(BgpMessage message) -> send(side, message);
            case Action.StartTimer(Expired timer, Duration shortest, Duration longest) ->
                startTimer(side, timer, router.net().between(shortest, longest));
            case Action.StopTimer(Expired timer) -> running(side).remove(timer);
            case Action.UseFormat _ -> {}
            case Action.Up(Negotiated agreed) -> up(side, agreed);
            case Action.DeliverUpdate(var update) ->
                port().ifPresent(at -> router.core().receive(id, at, update));
            case Action.DeliverRouteRefresh(var refresh) ->
                port().ifPresent(at -> router.core().refresh(id, at, refresh));
            case Action.Down down -> down(side, down);
        }
    }

    private void send(Side side, BgpMessage message) {
        SimTcp tcp = connections.get(side);
        if (tcp != null) {
            tcp.send(this, message);
        }
        if (message instanceof Notification notification) {
            sent.add(notification);
        }
    }

    private void up(Side side, Negotiated agreed) {
        SimTcp tcp = connections.get(side);
        if (tcp == null) {
            throw new AssertionError("established without a connection");
        }
        Port opened = new Port(side, tcp);
        port = opened;
        SessionInfo info = new SessionInfo(
                agreed.received().myAs(),
                agreed.received().bgpIdentifier(),
                other.address(),
                Map.of(AddressFamily.IPV4, NextHop.of(router.address())),
                agreed.format(),
                agreed.enhancedRouteRefresh(),
                0,
                false);
        router.core().up(id, info, RestartTerms.of(agreed, session.options().gracefulRestart()), opened);
    }

    private Optional<Port> port() {
        return Optional.ofNullable(port);
    }

    private @Nullable SimTcp release(Side side) {
        return connections.remove(side);
    }

    private void down(Side side, Action.Down down) {
        Port open = port;
        if (down.wasEstablished() && open != null && open.side == side) {
            port = null;
            router.core().down(id, open, down.restart());
        }
    }

    private void startTimer(Side side, Expired timer, long millis) {
        Object token = new Object();
        running(side).put(timer, token);
        router.net().queue.after(millis, () -> {
            if (token.equals(running(side).get(timer))) {
                running(side).remove(timer);
                feed(side, timer);
            }
        });
    }

    private Map<Expired, Object> running(Side side) {
        return Optional.ofNullable(timers.get(side)).orElseThrow();
    }
}
