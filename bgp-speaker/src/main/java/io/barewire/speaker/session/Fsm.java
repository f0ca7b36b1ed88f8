package io.barewire.speaker.session;

import static io.barewire.speaker.session.Event.Expired.CONNECT_RETRY_TIMER;
import static io.barewire.speaker.session.Event.Expired.HOLD_TIMER;
import static io.barewire.speaker.session.Event.Expired.IDLE_HOLD_TIMER;
import static io.barewire.speaker.session.Event.Expired.KEEPALIVE_TIMER;
import static io.barewire.speaker.session.Event.Expired.SEND_HOLD_TIMER;
import static io.barewire.wire.Notification.CEASE;
import static io.barewire.wire.Notification.FINITE_STATE_MACHINE_ERROR;
import static io.barewire.wire.Notification.HOLD_TIMER_EXPIRED;
import static io.barewire.wire.Notification.SEND_HOLD_TIMER_EXPIRED;

import io.barewire.speaker.session.Action.Connect;
import io.barewire.speaker.session.Action.DeliverRouteRefresh;
import io.barewire.speaker.session.Action.DeliverUpdate;
import io.barewire.speaker.session.Action.Disconnect;
import io.barewire.speaker.session.Action.Down;
import io.barewire.speaker.session.Action.Send;
import io.barewire.speaker.session.Action.StartTimer;
import io.barewire.speaker.session.Action.StopTimer;
import io.barewire.speaker.session.Action.Up;
import io.barewire.speaker.session.Action.UseFormat;
import io.barewire.speaker.session.Event.Admin;
import io.barewire.speaker.session.Event.AutomaticStop;
import io.barewire.speaker.session.Event.Expired;
import io.barewire.speaker.session.Event.Malformed;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.Event.OpenCollisionDump;
import io.barewire.speaker.session.Event.Received;
import io.barewire.speaker.session.Event.TcpConnectionConfirmed;
import io.barewire.speaker.session.Event.TcpConnectionFails;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.BgpMessage.Keepalive;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.Notification;
import io.barewire.wire.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// RFC 4271 §8 as a function. No clock, no socket, no log: a driver turns actions into I/O and I/O into events.
///
/// ```
///          start            TCP                OPEN                  KEEPALIVE
///   Idle ─────────> Connect ─────> OpenSent ──────────> OpenConfirm ──────────> Established
///    ^ \              │ ^             ^                     │                        │
///    │  \ passive     v │ retry       │ TCP                 │                        │
///    │   `────────> Active ───────────'                     │                        │
///    `──────── error, stop, hold timer (with NOTIFICATION) ─┴────────────────────────'
/// ```
///
/// Where it differs from the letter of §8.2.2, as most speakers do:
/// * A TCP connection that cannot be made leads from Connect to Active, not to Idle: nothing is wrong with the peer
///   but that it is not there yet.
/// * A received NOTIFICATION is never answered by one, in any state.
/// * Every error leads to Idle with the IdleHoldTimer running, so the session is tried again; the pause doubles
///   with each failure up to the connect-retry time.
public final class Fsm {
    /// RFC 4271 §8.2.2 suggests four minutes for a peer to send its OPEN.
    public static final Duration OPEN_HOLD_TIME = Duration.ofMinutes(4);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private Fsm() {}

    public static Step step(State state, Event event, SessionConfig config) {
        return switch (state) {
            case State.Idle idle -> idle(idle, event, config);
            case State.Connect connect -> connect(connect, event, config);
            case State.Active active -> active(active, event, config);
            case State.OpenSent openSent -> openSent(openSent, event, config);
            case State.OpenConfirm openConfirm -> openConfirm(openConfirm, event, config);
            case State.Established established -> established(established, event, config);
        };
    }

    /// Whether a message does no more to an established session than start the hold timer anew and, if it
    /// is an UPDATE, get delivered. That is nearly everything that ever comes, so a driver may do just this,
    /// without a step.
    public static boolean isRoutine(BgpMessage message) {
        return switch (message) {
            case Update _, Keepalive _ -> true;
            case Open _, Notification _, RouteRefresh _ -> false;
        };
    }

    private static Step idle(State.Idle state, Event event, SessionConfig config) {
        return switch (event) {
            case Admin.MANUAL_START -> begin(0, config);
            case Admin.AUTOMATIC_START -> state.why() == State.Idle.Why.YIELDED ? hold(0, config) : to(state);
            case Expired.IDLE_HOLD_TIMER ->
                switch (state.why()) {
                    case HELD, KEPT_DOWN -> begin(state.failures(), config);
                    case STOPPED, YIELDED -> to(state);
                };
            case ManualStop _ -> to(State.Idle.STOPPED, new StopTimer(IDLE_HOLD_TIMER));
            case AutomaticStop stop ->
                switch (state.why()) {
                    case STOPPED -> to(state);
                    case HELD, KEPT_DOWN -> after(stop, config);
                    case YIELDED -> stop.then() instanceof Afterwards.Retry ? to(state) : after(stop, config);
                };
            case OpenCollisionDump _ ->
                switch (state.why()) {
                    case STOPPED, KEPT_DOWN -> to(state);
                    case HELD, YIELDED -> to(yielded(state.failures()), new StopTimer(IDLE_HOLD_TIMER));
                };
            case Expired.CONNECT_RETRY_TIMER, Expired.HOLD_TIMER, Expired.KEEPALIVE_TIMER, Expired.SEND_HOLD_TIMER ->
                to(state);
            case TcpConnectionConfirmed _, TcpConnectionFails _, Received _, Malformed _ -> to(state);
        };
    }

    private static Step connect(State.Connect state, Event event, SessionConfig config) {
        return switch (event) {
            case TcpConnectionConfirmed _ -> sendOpen(state.failures(), config);
            case TcpConnectionFails(String why) ->
                to(
                        new State.Active(state.failures()),
                        attemptFailed("TCP connection failed: " + why),
                        connectRetryTimer(config));
            case Expired.CONNECT_RETRY_TIMER ->
                to(
                        state,
                        attemptFailed("TCP connection not made within the connect retry time"),
                        new Disconnect(),
                        connectRetryTimer(config),
                        new Connect());
            case ManualStop _ -> to(State.Idle.STOPPED, new Disconnect(), new StopTimer(CONNECT_RETRY_TIMER));
            case AutomaticStop stop -> after(stop, config, new Disconnect(), new StopTimer(CONNECT_RETRY_TIMER));
            case OpenCollisionDump _ ->
                to(yielded(state.failures()), new Disconnect(), new StopTimer(CONNECT_RETRY_TIMER));
            case Admin.MANUAL_START, Admin.AUTOMATIC_START -> to(state);
            case Expired.HOLD_TIMER, Expired.KEEPALIVE_TIMER, Expired.IDLE_HOLD_TIMER, Expired.SEND_HOLD_TIMER ->
                drop(state, config, notPossible(event, "Connect"));
            case Received _, Malformed _ -> drop(state, config, notPossible(event, "Connect"));
        };
    }

    private static Step active(State.Active state, Event event, SessionConfig config) {
        return switch (event) {
            case TcpConnectionConfirmed _ -> sendOpen(state.failures(), config);
            case Expired.CONNECT_RETRY_TIMER ->
                to(new State.Connect(state.failures()), connectRetryTimer(config), new Connect());
            case TcpConnectionFails _ -> to(state);
            case ManualStop _ -> to(State.Idle.STOPPED, new StopTimer(CONNECT_RETRY_TIMER));
            case AutomaticStop stop -> after(stop, config, new StopTimer(CONNECT_RETRY_TIMER));
            case OpenCollisionDump _ ->
                // The connection may have been made a moment ago, and the arbiter does not want it.
                to(yielded(state.failures()), new Disconnect(), new StopTimer(CONNECT_RETRY_TIMER));
            case Admin.MANUAL_START, Admin.AUTOMATIC_START -> to(state);
            case Expired.HOLD_TIMER, Expired.KEEPALIVE_TIMER, Expired.IDLE_HOLD_TIMER, Expired.SEND_HOLD_TIMER ->
                drop(state, config, notPossible(event, "Active"));
            case Received _, Malformed _ -> drop(state, config, notPossible(event, "Active"));
        };
    }

    private static Step openSent(State.OpenSent state, Event event, SessionConfig config) {
        return switch (event) {
            case Received(Open open) ->
                switch (OpenVerdict.of(open, config)) {
                    case OpenVerdict.Agreed(Negotiated agreed) ->
                        to(
                                new State.OpenConfirm(state.failures(), agreed),
                                and(
                                        List.of(new UseFormat(agreed.format()), new Send(new Keepalive())),
                                        keepaliveTimer(agreed),
                                        holdTimer(agreed)));
                    case OpenVerdict.Refused(Notification reply, String why) -> closeWith(state, config, reply, why);
                };
            case Received(Notification notification) -> closedByPeer(state, config, notification);
            case Received(Update _), Received(Keepalive _), Received(RouteRefresh _) ->
                closeWith(state, config, fsmError(1), unexpected(event, "OpenSent"));
            case Malformed(Notification reply, String why) -> closeWith(state, config, reply, why);
            case Expired.HOLD_TIMER ->
                closeWith(
                        state,
                        config,
                        Notification.of(HOLD_TIMER_EXPIRED, 0),
                        "peer sent no OPEN within " + OPEN_HOLD_TIME.toMinutes() + " minutes");
            case TcpConnectionFails(String why) ->
                to(
                        new State.Active(state.failures()),
                        and(
                                List.of(
                                        attemptFailed("connection lost before the peer's OPEN: " + why),
                                        new Disconnect(),
                                        new StopTimer(HOLD_TIMER)),
                                config.passive() ? List.of() : List.of(connectRetryTimer(config))));
            case ManualStop(Optional<Notification> cease, String why) -> stop(state, cease, why);
            case AutomaticStop stop -> closeFor(stop, state, config);
            case OpenCollisionDump _ -> collisionLost(state);
            case Admin.MANUAL_START, Admin.AUTOMATIC_START -> to(state);
            case Expired.CONNECT_RETRY_TIMER,
                    Expired.KEEPALIVE_TIMER,
                    Expired.IDLE_HOLD_TIMER,
                    Expired.SEND_HOLD_TIMER -> closeWith(state, config, fsmError(0), notPossible(event, "OpenSent"));
            case TcpConnectionConfirmed _ -> closeWith(state, config, fsmError(0), notPossible(event, "OpenSent"));
        };
    }

    private static Step openConfirm(State.OpenConfirm state, Event event, SessionConfig config) {
        return switch (event) {
            case Received(Keepalive _) ->
                to(
                        new State.Established(state.failures(), state.agreed()),
                        and(holdTimer(state.agreed()), List.of(new Up(state.agreed()))));
            case Received(Notification notification) -> closedByPeer(state, config, notification);
            case Received(Open _), Received(Update _), Received(RouteRefresh _) ->
                closeWith(state, config, fsmError(2), unexpected(event, "OpenConfirm"));
            case Malformed(Notification reply, String why) -> closeWith(state, config, reply, why);
            case Expired.HOLD_TIMER -> closeWith(state, config, Notification.of(HOLD_TIMER_EXPIRED, 0), silent(state));
            case Expired.KEEPALIVE_TIMER ->
                to(state, and(List.of(new Send(new Keepalive())), keepaliveTimer(state.agreed())));
            case TcpConnectionFails(String why) -> drop(state, config, "connection lost: " + why);
            case ManualStop(Optional<Notification> cease, String why) -> stop(state, cease, why);
            case AutomaticStop stop -> closeFor(stop, state, config);
            case OpenCollisionDump _ -> collisionLost(state);
            case Admin.MANUAL_START, Admin.AUTOMATIC_START -> to(state);
            case Expired.CONNECT_RETRY_TIMER, Expired.IDLE_HOLD_TIMER, Expired.SEND_HOLD_TIMER ->
                closeWith(state, config, fsmError(0), notPossible(event, "OpenConfirm"));
            case TcpConnectionConfirmed _ -> closeWith(state, config, fsmError(0), notPossible(event, "OpenConfirm"));
        };
    }

    private static Step established(State.Established state, Event event, SessionConfig config) {
        return switch (event) {
            case Received(Update update) ->
                to(state, and(holdTimer(state.agreed()), List.of(new DeliverUpdate(update))));
            case Received(Keepalive _) -> to(state, holdTimer(state.agreed()));
            case Received(RouteRefresh refresh) -> to(state, new DeliverRouteRefresh(refresh));
            case Received(Notification notification) ->
                closedByPeer(notification.code() == CEASE ? forgiven(state) : state, config, notification);
            case Received(Open _) -> closeWith(state, config, fsmError(3), unexpected(event, "Established"));
            case Malformed(Notification reply, String why) -> closeWith(state, config, reply, why);
            case Expired.HOLD_TIMER -> closeWith(state, config, Notification.of(HOLD_TIMER_EXPIRED, 0), silent(state));
            case Expired.KEEPALIVE_TIMER ->
                // It lives: what failed before is forgiven.
                to(
                        new State.Established(0, state.agreed()),
                        and(List.of(new Send(new Keepalive())), keepaliveTimer(state.agreed())));
            case TcpConnectionFails(String why) -> drop(forgiven(state), config, "connection lost: " + why);
            case ManualStop(Optional<Notification> cease, String why) -> stop(state, cease, why);
            case AutomaticStop stop -> closeFor(stop, state, config);
            case OpenCollisionDump _ -> collisionLost(state);
            case Admin.MANUAL_START, Admin.AUTOMATIC_START -> to(state);
            case Expired.SEND_HOLD_TIMER ->
                closeWith(
                        state,
                        config,
                        Notification.of(SEND_HOLD_TIMER_EXPIRED, 0),
                        "send hold timer expired: the peer has read nothing for "
                                + config.timers()
                                        .sendHold(state.agreed().holdTime())
                                        .toSeconds() + " s");
            case Expired.CONNECT_RETRY_TIMER, Expired.IDLE_HOLD_TIMER ->
                closeWith(state, config, fsmError(0), notPossible(event, "Established"));
            case TcpConnectionConfirmed _ -> closeWith(state, config, fsmError(0), notPossible(event, "Established"));
        };
    }

    /// Out of Idle: connect, or wait to be connected to.
    private static Step begin(int failures, SessionConfig config) {
        return config.passive()
                ? to(new State.Active(failures))
                : to(new State.Connect(failures), connectRetryTimer(config), new Connect());
    }

    private static Step sendOpen(int failures, SessionConfig config) {
        return to(
                new State.OpenSent(failures),
                new StopTimer(CONNECT_RETRY_TIMER),
                new Send(config.open()),
                exactly(HOLD_TIMER, OPEN_HOLD_TIME));
    }

    /// Into Idle, to begin again after a pause of 1 s, 2 s, 4 s … up to the connect retry time, shortened by up to
    /// a quarter (RFC 4271 §10). Whoever only waits for the peer need not pause after a single failure.
    private static Step hold(int failures, SessionConfig config, Action... first) {
        Duration longest = config.timers().connectRetry();
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 16));
        pause = pause.compareTo(longest) < 0 || failures <= 1 ? pause : longest;
        pause = config.passive() && failures <= 1 ? Duration.ZERO : pause;
        return to(
                new State.Idle(State.Idle.Why.HELD, failures),
                and(Arrays.asList(first), List.of(jittered(IDLE_HOLD_TIMER, pause))));
    }

    /// Into Idle, not because of a failure.
    private static Step after(AutomaticStop stop, SessionConfig config, Action... first) {
        return switch (stop.then()) {
            case Afterwards.Retry _ -> hold(0, config, first);
            case Afterwards.RetryAfter(Duration pause) -> keptDown(List.of(first), exactly(IDLE_HOLD_TIMER, pause));
            case Afterwards.StayDown _ -> keptDown(List.of(first), new StopTimer(IDLE_HOLD_TIMER));
        };
    }

    private static Step keptDown(List<Action> first, Action last) {
        return to(new State.Idle(State.Idle.Why.KEPT_DOWN, 0), and(first, List.of(last)));
    }

    private static Step closeFor(AutomaticStop stop, State state, SessionConfig config) {
        if (stop.then() instanceof Afterwards.Retry) {
            return closeWith(state, config, stop.cease(), stop.why());
        }
        List<Action> ending =
                ending(state, stop.why(), Optional.of(asUnderstood(stop.cease(), state)), Optional.empty());
        return after(stop, config, ending.toArray(Action[]::new));
    }

    /// Ends the connection with a NOTIFICATION.
    private static Step closeWith(State state, SessionConfig config, Notification reply, String why) {
        return end(state, config, why, Optional.of(reply), Optional.empty());
    }

    /// Ends the connection without a word.
    private static Step drop(State state, SessionConfig config, String why) {
        return end(state, config, why, Optional.empty(), Optional.empty());
    }

    private static Step closedByPeer(State state, SessionConfig config, Notification notification) {
        String why = "peer sent NOTIFICATION " + notification;
        return end(state, config, why, Optional.empty(), Optional.of(notification));
    }

    private static Step end(
            State state,
            SessionConfig config,
            String why,
            Optional<Notification> sent,
            Optional<Notification> received) {
        return hold(
                state.failures() + 1,
                config,
                ending(state, why, sent.map(said -> asUnderstood(said, state)), received)
                        .toArray(Action[]::new));
    }

    private static Step stop(State state, Optional<Notification> cease, String why) {
        return to(
                State.Idle.STOPPED, ending(state, why, cease.map(said -> asUnderstood(said, state)), Optional.empty()));
    }

    /// A Hard Reset for those who agreed to know it (RFC 8538 §3), to others what it encloses.
    private static Notification asUnderstood(Notification said, State state) {
        boolean knowsHardReset = switch (state) {
            case State.OpenConfirm(int _, Negotiated agreed) -> agreed.notificationRestarts();
            case State.Established(int _, Negotiated agreed) -> agreed.notificationRestarts();
            case State.Idle _, State.Connect _, State.Active _, State.OpenSent _ -> false;
        };
        return knowsHardReset ? said : said.enclosed();
    }

    /// Not a failure, and nothing to report: the peer is reached over the other connection.
    private static Step collisionLost(State state) {
        List<Action> actions = ending(
                state,
                "the other connection to the peer won",
                Optional.of(Notification.of(CEASE, 7)),
                Optional.empty());
        actions.removeIf(action -> action instanceof Down down && !down.wasEstablished());
        return to(yielded(state.failures()), actions);
    }

    private static List<Action> ending(
            State state, String why, Optional<Notification> sent, Optional<Notification> received) {
        List<Action> actions = new ArrayList<>();
        sent.ifPresent(notification -> actions.add(new Send(notification)));
        actions.add(new Disconnect());
        for (Expired timer : List.of(CONNECT_RETRY_TIMER, HOLD_TIMER, KEEPALIVE_TIMER, SEND_HOLD_TIMER)) {
            actions.add(new StopTimer(timer));
        }
        actions.add(new Down(
                why, state instanceof State.Established, mayBeRestart(state, sent.or(() -> received)), sent, received));
        return actions;
    }

    /// A connection that breaks without a word may mean that the peer restarts (RFC 4724 §4.2); so may a NOTIFICATION
    /// either way, where both agreed on that and it is no Hard Reset (RFC 8538 §4).
    private static boolean mayBeRestart(State state, Optional<Notification> last) {
        return state instanceof State.Established(int _, Negotiated agreed)
                && (last.isEmpty()
                        || (agreed.notificationRestarts() && !last.get().isHardReset()));
    }

    /// The session stood, and the peer left it without a complaint: it restarts. What failed before is no reason to
    /// keep it waiting when it comes back.
    private static State.Established forgiven(State.Established state) {
        return new State.Established(0, state.agreed());
    }

    private static State.Idle yielded(int failures) {
        return new State.Idle(State.Idle.Why.YIELDED, failures);
    }

    private static Down attemptFailed(String why) {
        return new Down(why, false, false, Optional.empty(), Optional.empty());
    }

    /// RFC 6608 §3: subcodes 1, 2 and 3 name the state in which an unexpected message came.
    private static Notification fsmError(int subcode) {
        return Notification.of(FINITE_STATE_MACHINE_ERROR, subcode);
    }

    private static StartTimer connectRetryTimer(SessionConfig config) {
        return jittered(CONNECT_RETRY_TIMER, config.timers().connectRetry());
    }

    /// A hold time of zero also ends the large one that was set with our OPEN.
    private static List<Action> holdTimer(Negotiated agreed) {
        return List.of(agreed.holdTime().isZero() ? new StopTimer(HOLD_TIMER) : exactly(HOLD_TIMER, agreed.holdTime()));
    }

    private static List<Action> keepaliveTimer(Negotiated agreed) {
        return agreed.keepaliveTime().isZero() ? List.of() : List.of(jittered(KEEPALIVE_TIMER, agreed.keepaliveTime()));
    }

    private static StartTimer exactly(Expired timer, Duration time) {
        return new StartTimer(timer, time, time);
    }

    /// RFC 4271 §10: times a random factor of 0.75 to 1.
    private static StartTimer jittered(Expired timer, Duration time) {
        // Not by Duration's own division, which takes BigDecimals.
        return new StartTimer(timer, time.minusNanos(time.toNanos() / 4), time);
    }

    private static String silent(State state) {
        Duration hold = switch (state) {
            case State.OpenConfirm s -> s.agreed().holdTime();
            case State.Established s -> s.agreed().holdTime();
            case State.Idle _, State.Connect _, State.Active _, State.OpenSent _ -> OPEN_HOLD_TIME;
        };
        return "hold timer expired: nothing heard from the peer for " + hold.toSeconds() + " s";
    }

    private static String unexpected(Event event, String state) {
        return event instanceof Received(BgpMessage message)
                ? "peer sent " + name(message) + " in state " + state
                : notPossible(event, state);
    }

    private static String notPossible(Event event, String state) {
        return "event " + event + " is not possible in state " + state;
    }

    private static String name(BgpMessage message) {
        return switch (message) {
            case Open _ -> "OPEN";
            case Update _ -> "UPDATE";
            case Notification _ -> "NOTIFICATION";
            case Keepalive _ -> "KEEPALIVE";
            case RouteRefresh _ -> "ROUTE-REFRESH";
        };
    }

    private static List<Action> and(List<? extends Action> first, List<? extends Action> second) {
        List<Action> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<Action> and(
            List<? extends Action> first, List<? extends Action> second, List<? extends Action> third) {
        return and(and(first, second), third);
    }

    private static Step to(State next, Action... actions) {
        return new Step(next, List.of(actions));
    }

    private static Step to(State next, List<? extends Action> actions) {
        return new Step(next, List.copyOf(actions));
    }
}
