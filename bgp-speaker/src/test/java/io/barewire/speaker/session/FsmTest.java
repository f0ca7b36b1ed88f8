package io.barewire.speaker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.session.Action.Disconnect;
import io.barewire.speaker.session.Action.Down;
import io.barewire.speaker.session.Action.Send;
import io.barewire.speaker.session.Action.StartTimer;
import io.barewire.speaker.session.Event.Admin;
import io.barewire.speaker.session.Event.Expired;
import io.barewire.speaker.session.Event.Received;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Notification;
import io.barewire.wire.Update;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FsmTest {
    private static final SessionConfig CONFIG = Messages.config();
    private static final Negotiated AGREED = Messages.agreed(CONFIG, Messages.open());
    private static final Duration PAUSE = Duration.ofMinutes(5);
    private static final String[] COLUMNS = {
        "Stopped", "Held", "Yielded", "Kept", "Connect", "Active", "OpenSent", "OpenConfirm", "Established"
    };

    /// RFC 4271 §8.2.2 as a table: what each event does in each state. A cell names the next state and the
    /// NOTIFICATION that is sent. Stopped, Held, Yielded and Kept (down) are Idle, by what ends it.
    private static final String TABLE = """
        #event                 | Stopped | Held    | Yielded | Kept    | Connect  | Active   | OpenSent    | OpenConfirm | Established
        ManualStart            | Connect | Connect | Connect | Connect | Connect  | Active   | OpenSent    | OpenConfirm | Established
        AutomaticStart         | Stopped | Held    | Held    | Kept    | Connect  | Active   | OpenSent    | OpenConfirm | Established
        ManualStop             | Stopped | Stopped | Stopped | Stopped | Stopped  | Stopped  | Stopped 6/2 | Stopped 6/2 | Stopped 6/2
        ManualStop quietly     | Stopped | Stopped | Stopped | Stopped | Stopped  | Stopped  | Stopped     | Stopped     | Stopped
        AutomaticStop          | Stopped | Held    | Yielded | Held    | Held     | Held     | Held 6/4    | Held 6/4    | Held 6/4
        AutomaticStop for long | Stopped | Kept    | Kept    | Kept    | Kept     | Kept     | Kept 6/1    | Kept 6/1    | Kept 6/1
        AutomaticStop for good | Stopped | Kept    | Kept    | Kept    | Kept     | Kept     | Kept 6/1    | Kept 6/1    | Kept 6/1
        ConnectRetryTimer      | Stopped | Held    | Yielded | Kept    | Connect  | Connect  | Held 5/0    | Held 5/0    | Held 5/0
        HoldTimer              | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held 4/0    | Held 4/0    | Held 4/0
        KeepaliveTimer         | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held 5/0    | OpenConfirm | Established
        IdleHoldTimer          | Stopped | Connect | Yielded | Connect | Held     | Held     | Held 5/0    | Held 5/0    | Held 5/0
        SendHoldTimer          | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held 5/0    | Held 5/0    | Held 8/0
        TcpConnectionConfirmed | Stopped | Held    | Yielded | Kept    | OpenSent | OpenSent | Held 5/0    | Held 5/0    | Held 5/0
        TcpConnectionFails     | Stopped | Held    | Yielded | Kept    | Active   | Active   | Active      | Held        | Held
        OpenCollisionDump      | Stopped | Yielded | Yielded | Kept    | Yielded  | Yielded  | Yielded 6/7 | Yielded 6/7 | Yielded 6/7
        OPEN                   | Stopped | Held    | Yielded | Kept    | Held     | Held     | OpenConfirm | Held 5/2    | Held 5/3
        OPEN of another AS     | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held 2/2    | Held 5/2    | Held 5/3
        UPDATE                 | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held 5/1    | Held 5/2    | Established
        NOTIFICATION           | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held        | Held        | Held
        KEEPALIVE              | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held 5/1    | Established | Established
        ROUTE-REFRESH          | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held 5/1    | Held 5/2    | Established
        malformed              | Stopped | Held    | Yielded | Kept    | Held     | Held     | Held 1/2    | Held 1/2    | Held 1/2
        """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = TABLE)
    void everyEventInEveryState(
            String event,
            String c0,
            String c1,
            String c2,
            String c3,
            String c4,
            String c5,
            String c6,
            String c7,
            String c8) {
        String[] expected = {c0, c1, c2, c3, c4, c5, c6, c7, c8};
        for (int i = 0; i < COLUMNS.length; i++) {
            State before = state(COLUMNS[i]);
            Step step = Fsm.step(before, event(event), CONFIG);
            String sent = sentNotification(step)
                    .map(n -> " " + n.code() + "/" + n.subcode())
                    .orElse("");
            assertEquals(expected[i].strip(), name(step.next()) + sent, event + " in " + COLUMNS[i]);
            leavesNothingBehind(before, step);
        }
    }

    @Test
    void everyEventHasARow() {
        Set<Object> rows = TABLE.lines()
                .map(line -> line.substring(0, line.indexOf('|')).strip())
                .filter(name -> !name.startsWith("#"))
                .map(name -> kind(event(name)))
                .collect(Collectors.toSet());
        assertEquals(
                Arrays.stream(Event.class.getPermittedSubclasses())
                        .flatMap(FsmTest::kinds)
                        .collect(Collectors.toSet()),
                rows);
    }

    private static Stream<?> kinds(Class<?> event) {
        return event.isEnum()
                ? Arrays.stream(event.getEnumConstants())
                : event == Received.class ? Arrays.stream(BgpMessage.class.getPermittedSubclasses()) : Stream.of(event);
    }

    private static Object kind(Event event) {
        if (event instanceof Received(BgpMessage message)) {
            return message.getClass();
        }
        return event instanceof Enum<?> ? event : event.getClass();
    }

    /// Whoever leaves a connected state closes the connection, after the NOTIFICATION if there is one, and says
    /// why.
    private static void leavesNothingBehind(State before, Step step) {
        if (!before.isConnected() || step.next().isConnected()) {
            assertTrue(sentNotification(step).isEmpty());
            return;
        }
        List<Action> actions = step.actions();
        int closed = actions.indexOf(new Disconnect());
        assertTrue(closed >= 0, "closed in " + actions);
        assertTrue(
                actions.subList(closed, actions.size()).stream().noneMatch(Send.class::isInstance),
                "nothing sent behind the close in " + actions);
        boolean collision = step.next() instanceof State.Idle(State.Idle.Why why, int _)
                && why == State.Idle.Why.YIELDED
                && !(before instanceof State.Established);
        assertEquals(!collision, actions.stream().anyMatch(Down.class::isInstance), "reason in " + actions);
    }

    /// What a driver does without a step is what the step says.
    @Test
    void aRoutineMessageStartsTheHoldTimerAndIsDelivered() {
        State established = state("Established");
        StartTimer hold = new StartTimer(Expired.HOLD_TIMER, AGREED.holdTime(), AGREED.holdTime());
        Update update = Update.endOfRib(AddressFamily.IPV4);
        assertEquals(
                new Step(established, List.of(hold, new Action.DeliverUpdate(update))),
                Fsm.step(established, new Received(update), CONFIG));
        assertTrue(Fsm.isRoutine(update));
        BgpMessage keepalive = new BgpMessage.Keepalive();
        assertEquals(new Step(established, List.of(hold)), Fsm.step(established, new Received(keepalive), CONFIG));
        assertTrue(Fsm.isRoutine(keepalive));
        assertFalse(Fsm.isRoutine(Notification.of(Notification.CEASE, 0)));
        assertFalse(Fsm.isRoutine(BgpMessage.RouteRefresh.request(AddressFamily.IPV4)));
    }

    @Test
    void aSessionComesUp() {
        Step connecting = Fsm.step(State.Idle.STOPPED, Admin.MANUAL_START, CONFIG);
        assertTrue(connecting.actions().contains(new Action.Connect()));
        Step connected = Fsm.step(connecting.next(), new Event.TcpConnectionConfirmed(), CONFIG);
        assertTrue(connected.actions().contains(new Send(CONFIG.open())));
        assertTrue(connected.actions().contains(exactly(Expired.HOLD_TIMER, Fsm.OPEN_HOLD_TIME)));
        Step confirming = Fsm.step(connected.next(), new Received(Messages.open()), CONFIG);
        assertEquals(
                List.of(
                        new Action.UseFormat(AGREED.format()),
                        new Send(new BgpMessage.Keepalive()),
                        new StartTimer(Expired.KEEPALIVE_TIMER, Duration.ofMillis(22_500), Duration.ofSeconds(30)),
                        exactly(Expired.HOLD_TIMER, Duration.ofSeconds(90))),
                confirming.actions());
        Step up = Fsm.step(confirming.next(), new Received(new BgpMessage.Keepalive()), CONFIG);
        assertEquals(List.of(exactly(Expired.HOLD_TIMER, Duration.ofSeconds(90)), new Action.Up(AGREED)), up.actions());
    }

    /// RFC 4271 §4.4: the hold timer is what UPDATE and KEEPALIVE feed.
    @Test
    void anUpdateIsDeliveredAndFeedsTheHoldTimer() {
        Update update = Update.endOfRib(AddressFamily.IPV4);
        assertEquals(
                List.of(exactly(Expired.HOLD_TIMER, Duration.ofSeconds(90)), new Action.DeliverUpdate(update)),
                Fsm.step(state("Established"), new Received(update), CONFIG).actions());
    }

    @Test
    void aHoldTimeOfZeroMeansNoTimers() {
        Negotiated agreed = Messages.agreed(CONFIG, Messages.open(4, Messages.AS, 0, "10.0.0.2"));
        assertEquals(Duration.ZERO, agreed.keepaliveTime());
        Step confirming =
                Fsm.step(new State.OpenSent(0), new Received(Messages.open(4, Messages.AS, 0, "10.0.0.2")), CONFIG);
        assertFalse(confirming.actions().stream().anyMatch(StartTimer.class::isInstance));
        assertTrue(confirming.actions().contains(new Action.StopTimer(Expired.HOLD_TIMER)), "that of the OPEN");
    }

    @Test
    void thePauseAfterFailuresDoublesUpToTheConnectRetryTime() {
        State state = new State.OpenSent(0);
        List<Integer> seconds = List.of(1, 2, 4, 8, 16, 20, 20);
        for (int expected : seconds) {
            Step failed = Fsm.step(state, new Received(Messages.open(4, 1, 90, "10.0.0.2")), CONFIG);
            StartTimer pause = (StartTimer) failed.actions().getLast();
            assertEquals(Expired.IDLE_HOLD_TIMER, pause.timer());
            assertEquals(Duration.ofSeconds(expected), pause.longest());
            assertEquals(pause.longest().multipliedBy(3).dividedBy(4), pause.shortest());
            state = new State.OpenSent(failed.next().failures());
        }
    }

    @Test
    void aSessionThatLivesForAKeepaliveIntervalIsForgivenItsFailures() {
        State young = new State.Established(5, AGREED);
        assertEquals(5, young.failures());
        assertEquals(0, Fsm.step(young, Expired.KEEPALIVE_TIMER, CONFIG).next().failures());
    }

    @Test
    void whoeverWaitsForThePeerWaitsAgainAtOnceAfterOneLoss() {
        Step lost = Fsm.step(state("Established"), new Event.TcpConnectionFails("reset"), CONFIG.asPassive());
        assertEquals(
                new StartTimer(Expired.IDLE_HOLD_TIMER, Duration.ZERO, Duration.ZERO),
                lost.actions().getLast());
        assertEquals(
                "Active",
                name(Fsm.step(lost.next(), Expired.IDLE_HOLD_TIMER, CONFIG.asPassive())
                        .next()));
    }

    @Test
    void whatIsKeptDownEndsWithItsTimerIfItHasOne() {
        Step forLong = Fsm.step(state("Established"), tooMany(new Afterwards.RetryAfter(PAUSE)), CONFIG.asPassive());
        assertEquals(exactly(Expired.IDLE_HOLD_TIMER, PAUSE), forLong.actions().getLast());
        Step forGood = Fsm.step(state("Established"), tooMany(new Afterwards.StayDown()), CONFIG.asPassive());
        assertEquals(
                new Action.StopTimer(Expired.IDLE_HOLD_TIMER), forGood.actions().getLast());
    }

    /// Whichever of its connections it was, none is taken from the peer, and none is tried.
    @Test
    void bothConnectionsAreKeptDown() {
        State yielded = state("Yielded");
        for (PeerState up :
                List.of(new PeerState(state("Established"), yielded), new PeerState(yielded, state("Established")))) {
            Side side = up.incoming().equals(yielded) ? Side.OUTGOING : Side.INCOMING;
            PeerFsm.PeerStep stopped = PeerFsm.step(up, side, tooMany(new Afterwards.RetryAfter(PAUSE)), CONFIG);
            assertEquals(new PeerState(state("Kept"), state("Kept")), stopped.next());
            assertEquals(PeerFsm.Welcome.REFUSE, PeerFsm.welcome(stopped.next()));
            PeerFsm.PeerStep moved = PeerFsm.moved(
                    stopped.next(), new Event.AutomaticStop(Notification.cease(6), "the link went down"), CONFIG);
            assertEquals(stopped.next(), moved.next());
            PeerFsm.PeerStep cleared = PeerFsm.reset(
                    stopped.next(), new Event.AutomaticStop(Notification.cease(4), "reset by the operator"), CONFIG);
            assertEquals("Held", name(cleared.next().outgoing()));
            assertEquals("Held", name(cleared.next().incoming()));
        }
    }

    @Test
    void aPeerThatRestartsAgainAndAgainIsLetInAtOnce() {
        State stood = new State.Established(5, AGREED);
        for (Event leaving :
                List.of(new Event.TcpConnectionFails("reset"), new Received(Notification.of(Notification.CEASE, 2)))) {
            Step left = Fsm.step(stood, leaving, CONFIG.asPassive());
            assertEquals(1, left.next().failures());
            assertEquals(
                    new StartTimer(Expired.IDLE_HOLD_TIMER, Duration.ZERO, Duration.ZERO),
                    left.actions().getLast());
        }
    }

    @Test
    void aPeerThatComplainsOrBreaksTheProtocolIsNotForgiven() {
        State stood = new State.Established(5, AGREED);
        for (Event fault : List.of(
                Expired.HOLD_TIMER,
                new Received(Notification.of(Notification.UPDATE_MESSAGE_ERROR, 1)),
                new Received(Messages.open()))) {
            assertEquals(6, Fsm.step(stood, fault, CONFIG).next().failures());
        }
    }

    /// RFC 9687 §4.
    @Test
    void theSendHoldTimeIsEightMinutesOrTwiceTheHoldTime() {
        PeerConfig.Timers timers = PeerConfig.Timers.DEFAULT;
        assertEquals(Duration.ofMinutes(8), timers.sendHold(Duration.ofMinutes(3)));
        assertEquals(Duration.ofMinutes(20), timers.sendHold(Duration.ofMinutes(10)));
        assertEquals(Duration.ofMinutes(8), timers.sendHold(Duration.ZERO));
    }

    private static StartTimer exactly(Expired timer, Duration time) {
        return new StartTimer(timer, time, time);
    }

    private static Event tooMany(Afterwards then) {
        return new Event.AutomaticStop(
                Notification.cease(Notification.MAXIMUM_PREFIXES_REACHED), "too many prefixes", then);
    }

    private static Optional<Notification> sentNotification(Step step) {
        return step.actions().stream()
                .filter(Send.class::isInstance)
                .map(action -> ((Send) action).message())
                .filter(Notification.class::isInstance)
                .map(Notification.class::cast)
                .findFirst();
    }

    private static State state(String name) {
        return switch (name) {
            case "Stopped" -> State.Idle.STOPPED;
            case "Held" -> new State.Idle(State.Idle.Why.HELD, 1);
            case "Kept" -> new State.Idle(State.Idle.Why.KEPT_DOWN, 0);
            case "Yielded" -> new State.Idle(State.Idle.Why.YIELDED, 0);
            case "Connect" -> new State.Connect(0);
            case "Active" -> new State.Active(0);
            case "OpenSent" -> new State.OpenSent(0);
            case "OpenConfirm" -> new State.OpenConfirm(0, AGREED);
            case "Established" -> new State.Established(0, AGREED);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String name(State state) {
        return switch (state) {
            case State.Idle(State.Idle.Why why, int _) ->
                switch (why) {
                    case STOPPED -> "Stopped";
                    case HELD -> "Held";
                    case KEPT_DOWN -> "Kept";
                    case YIELDED -> "Yielded";
                };
            case State.Connect _ -> "Connect";
            case State.Active _ -> "Active";
            case State.OpenSent _ -> "OpenSent";
            case State.OpenConfirm _ -> "OpenConfirm";
            case State.Established _ -> "Established";
        };
    }

    private static Event event(String name) {
        Notification shutdown = Notification.of(Notification.CEASE, 2);
        Map<String, Event> events = Map.ofEntries(
                Map.entry("ManualStart", Admin.MANUAL_START),
                Map.entry("AutomaticStart", Admin.AUTOMATIC_START),
                Map.entry("ManualStop", new Event.ManualStop(Optional.of(shutdown), "shut down")),
                Map.entry("ManualStop quietly", new Event.ManualStop(Optional.empty(), "shut down")),
                Map.entry("AutomaticStop", new Event.AutomaticStop(Notification.of(Notification.CEASE, 4), "reset")),
                Map.entry("AutomaticStop for long", tooMany(new Afterwards.RetryAfter(PAUSE))),
                Map.entry("AutomaticStop for good", tooMany(new Afterwards.StayDown())),
                Map.entry("ConnectRetryTimer", Expired.CONNECT_RETRY_TIMER),
                Map.entry("HoldTimer", Expired.HOLD_TIMER),
                Map.entry("KeepaliveTimer", Expired.KEEPALIVE_TIMER),
                Map.entry("SendHoldTimer", Expired.SEND_HOLD_TIMER),
                Map.entry("IdleHoldTimer", Expired.IDLE_HOLD_TIMER),
                Map.entry("TcpConnectionConfirmed", new Event.TcpConnectionConfirmed()),
                Map.entry("TcpConnectionFails", new Event.TcpConnectionFails("connection refused")),
                Map.entry("OpenCollisionDump", new Event.OpenCollisionDump()),
                Map.entry("OPEN", new Received(Messages.open())),
                Map.entry("OPEN of another AS", new Received(Messages.open(4, 64999, 90, "10.0.0.2"))),
                Map.entry("UPDATE", new Received(Update.endOfRib(AddressFamily.IPV4))),
                Map.entry("NOTIFICATION", new Received(shutdown)),
                Map.entry("KEEPALIVE", new Received(new BgpMessage.Keepalive())),
                Map.entry("ROUTE-REFRESH", new Received(BgpMessage.RouteRefresh.request(AddressFamily.IPV4))),
                Map.entry("malformed", new Event.Malformed(Notification.of(1, 2), "message length 7")));
        return Optional.ofNullable(events.get(name)).orElseThrow();
    }
}
