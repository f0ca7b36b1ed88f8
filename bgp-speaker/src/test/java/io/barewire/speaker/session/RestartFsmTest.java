package io.barewire.speaker.session;

import static io.barewire.wire.AddressFamily.IPV4;
import static io.barewire.wire.AddressFamily.IPV6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.speaker.session.RestartFsm.Action;
import io.barewire.speaker.session.RestartFsm.Event;
import io.barewire.speaker.session.RestartFsm.State;
import io.barewire.testkit.Rng;
import io.barewire.testkit.Seeds;
import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 4724 §4.2, RFC 8538 §4, RFC 9494 §4.2.
class RestartFsmTest {
    private static final List<String> ORDER =
            List.of("long4", "long6", "sweep4", "sweep6", "retain", "retain4", "retain46", "forget");
    private static final Set<AddressFamily> BOTH = Set.of(IPV4, IPV6);

    /// `events` with 4 and 6 for families; the last word of each line is what is done at the last event, timers left
    /// out. Back names the families for which forwarding was preserved, then those for long-lived ones.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        lost: kept                                   | lost46                               | retain46
        lost, nothing agreed                         | lost                                 | retain
        end of session                               | end                                  | forget
        the restart time is over                     | lost46 restart                       | sweep4 sweep6 forget
        the stale time is shorter                    | lost46 stale                         | sweep4 sweep6 forget
        back with all preserved                      | lost46 back46/                       |
        back, one family not preserved               | lost46 back4/                        | sweep6
        back without the capability                  | lost46 back/                         | sweep4 sweep6
        End-of-RIB of one                            | lost46 back46/ eor4                  | sweep4
        End-of-RIB of the other                      | lost46 back46/ eor4 eor6             | sweep6
        End-of-RIB again                             | lost46 back46/ eor4 eor4             |
        End-of-RIB of an ordinary session            | eor4                                 |
        no End-of-RIB in time                        | lost46 back46/ eor4 stale            | sweep6
        the restart timer was stopped                | lost46 back46/ restart               |
        lost again before all is told: RFC 4724 §4.2 | lost46 back46/ eor4 lost46           | sweep6 retain46
        lost again before anything is told           | lost46 back46/ silent46              | retain46
        the same, a family is not kept any more      | lost46 back46/ silent4               | sweep6 retain4
        lost at once, the first time                 | silent46                             | retain46
        ended while away                             | lost46 end                           | forget
        ended while stale                            | lost46 back46/ end                   | forget
        long-lived after the restart time            | lost46+4 restart                     | long4 sweep6
        long-lived at once                           | lost0                                | long4 long6 retain46
        the long-lived stale time is over            | lost46+4 restart longover4           | sweep4 forget
        back while long-lived                        | lost46+46 restart back46/46          |
        back while long-lived, one not preserved     | lost46+46 restart back46/6           | sweep4
        End-of-RIB while long-lived                  | lost46+46 restart back46/46 eor6     | sweep6
        the stale time does not end long-lived ones  | lost46+46 restart back46/46 stale    |
        their own time does                          | lost46+46 restart back46/46 longover6 | sweep6
        """)
    void story(String what, String events, String last) {
        State state = State.SETTLED;
        List<Action> actions = List.of();
        for (String word : events.split(" ", -1)) {
            RestartFsm.Step step = RestartFsm.step(state, event(word));
            state = step.next();
            actions = step.actions();
        }
        assertEquals(last == null ? "" : last, said(actions));
    }

    /// Whatever happens, what is kept for somebody is either being waited for with a timer or gone, and timers end.
    @Test
    void nothingIsKeptForEver() {
        Seeds.forSeeds(2_000, rng -> {
            State state = State.SETTLED;
            Set<Event> timers = new HashSet<>();
            Set<AddressFamily> stale = EnumSet.noneOf(AddressFamily.class);
            for (int i = 0; i < 40; i++) {
                Event event = any(rng, state, timers);
                timers.remove(event);
                RestartFsm.Step step = RestartFsm.step(state, event);
                for (Action action : step.actions()) {
                    switch (action) {
                        case Action.StartTimer(Event timer, Duration _) -> timers.add(timer);
                        case Action.StopTimer(Event timer) -> timers.remove(timer);
                        case Action.Retain(Set<AddressFamily> families) -> {
                            boolean silent = event instanceof Event.Lost lost && lost.silent();
                            assertTrue(stale.isEmpty() || silent, "two restarts in a row");
                            stale.addAll(families);
                        }
                        case Action.Sweep(AddressFamily family) -> stale.remove(family);
                        case Action.Forget() -> stale.clear();
                        case Action.MarkLongLived _ -> {}
                    }
                }
                state = step.next();
                assertEquals(state.stale(), stale);
                assertEquals(stale.isEmpty(), timers.isEmpty(), () -> stale + " with " + timers);
                assertTrue(stale.containsAll(state.longLived()));
            }
        });
    }

    private static Event any(Rng rng, State state, Set<Event> timers) {
        List<Event> possible = new ArrayList<>(timers);
        possible.add(new Event.Ended());
        if (state.away()) {
            possible.add(event(rng.oneOf("back46/46", "back4/", "back/6", "back/")));
        } else {
            possible.add(event(rng.oneOf("lost46", "lost46+4", "lost4", "lost", "lost0", "silent46", "silent6")));
            possible.add(event(rng.oneOf("eor4", "eor6")));
            possible.add(event(rng.oneOf("eor4", "eor6")));
        }
        return rng.oneOf(possible.toArray(Event[]::new));
    }

    private static Event event(String word) {
        return switch (word) {
            case "end" -> new Event.Ended();
            case "restart" -> Event.Expired.RESTART_TIMER;
            case "stale" -> Event.Expired.STALE_TIMER;
            case "lost0" -> new Event.Lost(terms(BOTH, BOTH, Duration.ZERO, Set.of(), Set.of()), false);
            default -> {
                Duration restart = Duration.ofMinutes(2);
                if (word.startsWith("longover")) {
                    yield new Event.LongLivedExpired(families(word).iterator().next());
                } else if (word.startsWith("eor")) {
                    yield new Event.EndOfRib(families(word).iterator().next());
                } else if (word.startsWith("back")) {
                    String[] parts = word.split("/", -1);
                    yield new Event.Back(terms(BOTH, Set.of(), restart, families(parts[0]), families(parts[1])));
                }
                boolean silent = word.startsWith("silent");
                String[] parts = (word + "+").split("\\+", -1);
                yield new Event.Lost(
                        terms(families(parts[0]), families(parts[1]), restart, Set.of(), Set.of()), silent);
            }
        };
    }

    private static RestartTerms terms(
            Set<AddressFamily> families,
            Set<AddressFamily> longLived,
            Duration restartTime,
            Set<AddressFamily> preserved,
            Set<AddressFamily> longLivedPreserved) {
        Map<AddressFamily, Duration> times = new EnumMap<>(AddressFamily.class);
        longLived.forEach(family -> times.put(family, Duration.ofDays(1)));
        return new RestartTerms(
                true, false, families, preserved, restartTime, Duration.ofMinutes(6), times, longLivedPreserved);
    }

    private static Set<AddressFamily> families(String word) {
        Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
        if (word.contains("4")) {
            families.add(IPV4);
        }
        if (word.contains("6")) {
            families.add(IPV6);
        }
        return families;
    }

    private static String said(List<Action> actions) {
        List<String> words = new ArrayList<>();
        for (Action action : actions) {
            switch (action) {
                case Action.Retain(Set<AddressFamily> families) ->
                    words.add("retain" + (families.contains(IPV4) ? "4" : "") + (families.contains(IPV6) ? "6" : ""));
                case Action.Sweep(AddressFamily family) -> words.add("sweep" + (family == IPV4 ? 4 : 6));
                case Action.MarkLongLived(AddressFamily family) -> words.add("long" + (family == IPV4 ? 4 : 6));
                case Action.Forget() -> words.add("forget");
                case Action.StartTimer _, Action.StopTimer _ -> {}
            }
        }
        // Families have no order of their own.
        words.sort(Comparator.comparingInt(ORDER::indexOf));
        return String.join(" ", words);
    }
}
