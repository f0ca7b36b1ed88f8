package io.barewire.speaker.sim;

import io.barewire.speaker.session.Event;
import io.barewire.wire.BgpMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A TCP connection as TCP promises it: in order and complete, or broken; across a partition it waits.
final class SimTcp {
    private static final long RETRANSMIT = 200;

    /// What travels from one end to the other, a thing at a time.
    private final class Direction {
        private final Deque<Consumer<SimPeer>> onTheWay = new ArrayDeque<>();
        private final boolean forth;
        private boolean underWay;

        Direction(boolean forth) {
            this.forth = forth;
        }

        void add(Consumer<SimPeer> arrival) {
            onTheWay.add(arrival);
            move();
        }

        private void move() {
            if (!underWay && !onTheWay.isEmpty()) {
                underWay = true;
                net.queue.after(net.delay(), this::arrive);
            }
        }

        private void arrive() {
            SimPeer to = forth ? accepting : connecting;
            if (to == null || net.isPartitioned(connecting.router(), target)) {
                net.queue.after(RETRANSMIT, this::arrive); // until the handshake is over, or the partition
                return;
            }
            underWay = false;
            onTheWay.remove().accept(to); // which may send more this way
            move();
        }
    }

    private final SimNet net;
    private final SimPeer connecting;
    private final SimRouter target;
    private final Direction forth = new Direction(true);
    private final Direction back = new Direction(false);
    private @Nullable SimPeer accepting;

    SimTcp(SimNet net, SimPeer connecting, SimRouter target) {
        this.net = net;
        this.connecting = connecting;
        this.target = target;
    }

    /// The handshake is over at the accepting end, which takes the connection or closes it.
    void arriveAt(SimRouter router) {
        if (!router.isAlive()) {
            back.add(end -> end.happens(this, new Event.TcpConnectionFails("connection reset")));
            return;
        }
        SimPeer peer = router.peer(connecting.router());
        accepting = peer;
        if (!peer.accept(this)) {
            back.add(end -> end.happens(this, new Event.TcpConnectionFails("closed by the peer")));
        }
    }

    void send(SimPeer from, BgpMessage message) {
        direction(from).add(to -> {
            to.happens(this, new Event.Received(message));
            from.router().pump();
        });
    }

    /// How many messages from this end have not arrived.
    int unread(SimPeer from) {
        return direction(from).onTheWay.size();
    }

    /// This end closes; the other one notices when it has read everything before.
    void close(SimPeer from) {
        direction(from).add(to -> to.happens(this, new Event.TcpConnectionFails("closed by the peer")));
    }

    /// Something on the way resets it.
    void reset() {
        connecting.happens(this, new Event.TcpConnectionFails("connection reset"));
        if (accepting != null) {
            accepting.happens(this, new Event.TcpConnectionFails("connection reset"));
        }
    }

    private Direction direction(SimPeer from) {
        return from.equals(connecting) ? forth : back;
    }
}
