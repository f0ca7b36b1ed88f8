package io.barewire.speaker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.session.PeerFsm.Directed;
import io.barewire.wire.BgpMessage.Keepalive;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 4271 §6.8.
class CollisionTest {
    private static final Directed DUMP_OUTGOING =
            new Directed(Side.OUTGOING, new Action.Send(Notification.of(Notification.CEASE, 7)));
    private static final Directed DUMP_INCOMING =
            new Directed(Side.INCOMING, new Action.Send(Notification.of(Notification.CEASE, 7)));

    /// Unsigned: 200.0.0.1 is above 100.0.0.1 although its top bit is set. RFC 6286 §2.3: then the AS.
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 64512, 10.0.0.2, 64512, INCOMING",
        "10.0.0.2, 64512, 10.0.0.1, 64512, OUTGOING",
        "200.0.0.1, 64512, 100.0.0.1, 64512, OUTGOING",
        "100.0.0.1, 64512, 200.0.0.1, 64512, INCOMING",
        "10.0.0.1, 64512, 10.0.0.1, 65001, INCOMING",
        "10.0.0.1, 4200000000, 10.0.0.1, 65001, OUTGOING"
    })
    void theHigherIdentifierKeepsTheConnectionItMade(String ours, long as, String theirs, long peerAs, Side winner) {
        assertEquals(winner, Arbiter.winner(Messages.open(4, as, 90, ours), Messages.open(4, peerAs, 90, theirs)));
    }

    /// Both connections get as far as OpenSent; then OPEN and KEEPALIVE come on each, in every possible order.
    /// Whatever the order, at most one is established, and the connection that the rule prefers is never ended by
    /// us before the other one is established.
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.9", "10.0.0.1"})
    void everyInterleavingLeavesOne(String ourIdentifier) {
        SessionConfig config = Messages.config(ourIdentifier, Messages.AS);
        Open theirs = Messages.open(4, Messages.AS, 90, "10.0.0.5");
        Side preferred = Arbiter.winner(config.open(), theirs);
        List<List<Side>> orders = orders(2, 2);
        assertEquals(6, orders.size());
        for (List<Side> order : orders) {
            PeerState state = bothInOpenSent(config);
            List<Directed> done = new ArrayList<>();
            int[] received = new int[2];
            for (Side side : order) {
                if (!state.of(side).isConnected()) {
                    continue; // it lost, and its connection is gone with what was on the way
                }
                boolean first = received[side == Side.OUTGOING ? 0 : 1]++ == 0;
                Event event = new Event.Received(first ? theirs : new Keepalive());
                PeerFsm.PeerStep step = PeerFsm.step(state, side, event, config);
                done.addAll(step.actions());
                state = step.next();
                assertTrue(
                        !(state.outgoing() instanceof State.Established
                                && state.incoming() instanceof State.Established),
                        order + " ends in " + state);
            }
            Side survivor = state.outgoing() instanceof State.Established ? Side.OUTGOING : Side.INCOMING;
            assertInstanceOf(State.Established.class, state.of(survivor), order.toString());
            assertEquals(new State.Idle(State.Idle.Why.YIELDED, 0), state.of(survivor.other()), order.toString());
            assertTrue(done.contains(survivor == Side.OUTGOING ? DUMP_INCOMING : DUMP_OUTGOING), order.toString());
            boolean otherWasFaster = order.subList(0, 2).equals(List.of(preferred.other(), preferred.other()));
            assertEquals(otherWasFaster ? preferred.other() : preferred, survivor, order.toString());
        }
    }

    @Test
    void aNewConnectionYieldsBeforeItsOpenToOneThatHasThePeersOpen() {
        SessionConfig config = Messages.config();
        PeerState confirming =
                new PeerState(new State.Connect(0), new State.OpenConfirm(0, Messages.agreed(config, Messages.open())));
        PeerFsm.PeerStep step = PeerFsm.step(confirming, Side.OUTGOING, new Event.TcpConnectionConfirmed(), config);
        assertEquals(new State.Idle(State.Idle.Why.YIELDED, 0), step.next().outgoing());
        assertEquals(
                List.of(
                        new Directed(Side.OUTGOING, new Action.Disconnect()),
                        new Directed(Side.OUTGOING, new Action.StopTimer(Event.Expired.CONNECT_RETRY_TIMER))),
                step.actions());
    }

    @Test
    void whatYieldedStartsAgainWhenTheOtherIsLost() {
        SessionConfig config = Messages.config();
        PeerState up = new PeerState(
                new State.Idle(State.Idle.Why.YIELDED, 0),
                new State.Established(0, Messages.agreed(config, Messages.open())));
        PeerState lost = PeerFsm.step(up, Side.INCOMING, new Event.TcpConnectionFails("reset"), config)
                .next();
        assertEquals(new State.Idle(State.Idle.Why.HELD, 0), lost.outgoing());
        PeerState again = PeerFsm.step(lost, Side.OUTGOING, Event.Expired.IDLE_HOLD_TIMER, config)
                .next();
        assertEquals(new State.Connect(0), again.outgoing());
    }

    @Test
    void stoppingStopsBothAndNothingStartsAgain() {
        SessionConfig config = Messages.config();
        PeerState up = new PeerState(
                new State.Established(0, Messages.agreed(config, Messages.open())),
                new State.Idle(State.Idle.Why.YIELDED, 0));
        PeerFsm.PeerStep stopped = PeerFsm.stop(
                up,
                new Event.ManualStop(Optional.of(Notification.of(Notification.CEASE, 3)), "not configured"),
                config);
        assertEquals(PeerState.STOPPED, stopped.next());
    }

    @Test
    void aPassivePeerIsOnlyWaitedFor() {
        SessionConfig passive = Messages.config().asPassive();
        PeerFsm.PeerStep started = PeerFsm.start(PeerState.STOPPED, passive);
        assertEquals(new PeerState(State.Idle.STOPPED, new State.Active(0)), started.next());
        assertEquals(List.of(), started.actions());
        assertEquals(PeerFsm.Welcome.ACCEPT, PeerFsm.welcome(started.next()));
    }

    private static PeerState bothInOpenSent(SessionConfig config) {
        PeerState state = PeerFsm.start(PeerState.STOPPED, config).next();
        for (Side side : Side.values()) {
            state = PeerFsm.step(state, side, new Event.TcpConnectionConfirmed(), config)
                    .next();
        }
        assertEquals(new PeerState(new State.OpenSent(0), new State.OpenSent(0)), state);
        return state;
    }

    private static List<List<Side>> orders(int outgoing, int incoming) {
        List<List<Side>> orders = new ArrayList<>();
        if (outgoing == 0 && incoming == 0) {
            orders.add(List.of());
        }
        if (outgoing > 0) {
            orders(outgoing - 1, incoming).forEach(rest -> orders.add(before(Side.OUTGOING, rest)));
        }
        if (incoming > 0) {
            orders(outgoing, incoming - 1).forEach(rest -> orders.add(before(Side.INCOMING, rest)));
        }
        return orders;
    }

    private static List<Side> before(Side first, List<Side> rest) {
        List<Side> order = new ArrayList<>(rest);
        order.addFirst(first);
        return order;
    }
}
