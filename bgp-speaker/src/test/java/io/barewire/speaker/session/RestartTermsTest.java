package io.barewire.speaker.session;

import static io.barewire.wire.AddressFamily.IPV4;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.GracefulRestart.Mode;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RestartOptions;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Notification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartTermsTest {
    private static SessionConfig config(GracefulRestart restart, boolean forwardingPreserved) {
        SpeakerConfig speaker = SpeakerConfig.builder(Messages.AS, IpAddress.parse("10.0.0.1"))
                .restart(new RestartOptions(forwardingPreserved, Duration.ofMinutes(6)))
                .build();
        return SessionConfig.of(
                speaker,
                PeerConfig.builder(IpAddress.parse("10.0.0.2"), Messages.AS)
                        .session(session -> session.withGracefulRestart(restart))
                        .build());
    }

    private static Optional<Capability.GracefulRestart> offered(SessionConfig config) {
        return config.open().capability(Capability.GracefulRestart.class);
    }

    /// RFC 4724 §3.
    @Test
    void theOpenSaysWhatWeAre() {
        GracefulRestart helper = GracefulRestart.DEFAULT;
        assertEquals(Optional.empty(), offered(config(helper.withMode(Mode.DISABLED), true)));
        assertEquals(
                Optional.of(new Capability.GracefulRestart(false, true, 120, List.of())),
                offered(config(helper, true)));
        SessionConfig restarter = config(helper.withMode(Mode.RESTARTER).withNotification(false), true);
        Capability.GracefulRestart.Family kept = new Capability.GracefulRestart.Family(1, 1, true);
        assertEquals(Optional.of(new Capability.GracefulRestart(false, false, 120, List.of(kept))), offered(restarter));
        assertTrue(offered(restarter.asRestarting()).orElseThrow().restarting());
        assertFalse(offered(config(helper.withMode(Mode.RESTARTER), false))
                .orElseThrow()
                .families()
                .getFirst()
                .forwardingPreserved());
        assertFalse(offered(config(helper, true).asRestarting()).orElseThrow().restarting());
    }

    /// RFC 9494 §3.1.
    @Test
    void longLivedStaleTimeIsOfferedWhereThereIsOne() {
        GracefulRestart day = GracefulRestart.DEFAULT.withLongLivedStaleTime(Duration.ofDays(1));
        assertEquals(
                Optional.of(new Capability.LongLivedGracefulRestart(List.of())),
                config(day, true).open().capability(Capability.LongLivedGracefulRestart.class));
        assertEquals(
                Optional.of(new Capability.LongLivedGracefulRestart(
                        List.of(new Capability.LongLivedGracefulRestart.Family(1, 1, true, 86400)))),
                config(day.withMode(Mode.RESTARTER), true)
                        .open()
                        .capability(Capability.LongLivedGracefulRestart.class));
    }

    @Test
    void whatIsKeptIsWhatThePeerNamesOfTheSessionsFamilies() {
        SessionConfig us = config(GracefulRestart.DEFAULT.withLongLivedStaleTime(Duration.ofHours(1)), false);
        Capability restart = new Capability.GracefulRestart(
                true,
                true,
                60,
                List.of(
                        new Capability.GracefulRestart.Family(1, 1, true),
                        new Capability.GracefulRestart.Family(2, 1, true),
                        new Capability.GracefulRestart.Family(25, 65, true)));
        Capability longLived = new Capability.LongLivedGracefulRestart(
                List.of(new Capability.LongLivedGracefulRestart.Family(1, 1, false, 86400)));
        Negotiated agreed = Messages.agreed(us, Messages.open(4, Messages.AS, 90, "10.0.0.2", restart, longLived));
        assertEquals(
                new RestartTerms(
                        true,
                        true,
                        Set.of(IPV4),
                        Set.of(IPV4),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(6),
                        Map.of(IPV4, Duration.ofHours(1)),
                        Set.of()),
                RestartTerms.of(agreed, us.options().gracefulRestart()));
        Negotiated plain = Messages.agreed(us, Messages.open());
        assertEquals(RestartTerms.NONE, RestartTerms.of(plain, us.options().gracefulRestart()));
    }

    /// RFC 4724 §4.2 without, RFC 8538 §4 with the N bit.
    @ParameterizedTest(name = "{0}: N {1}: {2}")
    @CsvSource({
        "silence,    false, true",
        "silence,    true,  true",
        "4/0 sent,   false, false",
        "4/0 sent,   true,  true",
        "6/4 received, false, false",
        "6/4 received, true,  true",
        "6/9 received, true,  false",
        "6/9 sent,   true,  false",
        "6/9 sent,   false, false"
    })
    void whichLossMayBeARestart(String end, boolean notification, boolean restart) {
        SessionConfig us = config(GracefulRestart.DEFAULT, false);
        Capability theirs = new Capability.GracefulRestart(false, notification, 60, List.of());
        Negotiated agreed = Messages.agreed(us, Messages.open(4, Messages.AS, 90, "10.0.0.2", theirs));
        Notification shutdown = Notification.cease(Notification.ADMINISTRATIVE_SHUTDOWN);
        Event event = switch (end) {
            case "silence" -> new Event.TcpConnectionFails("reset");
            case "4/0 sent" -> Event.Expired.HOLD_TIMER;
            case "6/4 received" -> new Event.Received(Notification.of(6, 4));
            case "6/9 received" -> new Event.Received(shutdown.hard());
            default -> new Event.AutomaticStop(shutdown.hard(), "test");
        };
        Step step = Fsm.step(new State.Established(0, agreed), event, us);
        Action.Down down = step.actions().stream()
                .filter(Action.Down.class::isInstance)
                .map(Action.Down.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(restart, down.restart());
        if (end.equals("6/9 sent")) {
            assertEquals(notification ? shutdown.hard() : shutdown, down.sent().orElseThrow());
        }
    }
}
