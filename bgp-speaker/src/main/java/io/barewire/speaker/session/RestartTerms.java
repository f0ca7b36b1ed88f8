package io.barewire.speaker.session;

import io.barewire.speaker.GracefulRestart;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Capability;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What two OPENs and our configuration say about a restart of the peer (RFC 4724 §3, RFC 9494 §3).
///
/// @param offered the peer knows graceful restart, and we do
/// @param restarting the peer has just restarted, and waits for nobody (the R bit)
/// @param families whose routes outlive a loss of the session
/// @param preserved of these, the ones that the peer kept forwarding for until now (the F bit)
/// @param restartTime how long the peer may be away
/// @param staleTime how long routes are kept, from the loss on
/// @param longLived how long routes of a family are kept beyond that, as the least preferred ones
/// @param longLivedPreserved families for which the peer kept forwarding, as it says for such routes
public record RestartTerms(
        boolean offered,
        boolean restarting,
        Set<AddressFamily> families,
        Set<AddressFamily> preserved,
        Duration restartTime,
        Duration staleTime,
        Map<AddressFamily, Duration> longLived,
        Set<AddressFamily> longLivedPreserved) {
    /// A loss is a loss.
    public static final RestartTerms NONE =
            new RestartTerms(false, false, Set.of(), Set.of(), Duration.ZERO, Duration.ZERO, Map.of(), Set.of());

    public RestartTerms {
        families = Set.copyOf(families);
        preserved = Set.copyOf(preserved);
        longLived = Map.copyOf(longLived);
        longLivedPreserved = Set.copyOf(longLivedPreserved);
    }

    public static RestartTerms of(Negotiated agreed, GracefulRestart config) {
        Optional<Capability.GracefulRestart> theirs = agreed.received().capability(Capability.GracefulRestart.class);
        if (theirs.isEmpty()
                || agreed.sent().capability(Capability.GracefulRestart.class).isEmpty()) {
            return NONE;
        }
        Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
        Set<AddressFamily> preserved = EnumSet.noneOf(AddressFamily.class);
        for (Capability.GracefulRestart.Family entry : theirs.get().families()) {
            AddressFamily.of(entry.afi(), entry.safi())
                    .filter(agreed.families()::contains)
                    .ifPresent(family -> {
                        families.add(family);
                        if (entry.forwardingPreserved()) {
                            preserved.add(family);
                        }
                    });
        }
        Map<AddressFamily, Duration> longLived = new EnumMap<>(AddressFamily.class);
        Set<AddressFamily> longLivedPreserved = EnumSet.noneOf(AddressFamily.class);
        for (Capability.LongLivedGracefulRestart.Family entry : longLivedFamilies(agreed)) {
            AddressFamily.of(entry.afi(), entry.safi())
                    .filter(families::contains)
                    .ifPresent(family -> {
                        longLived.put(
                                family,
                                shorter(Duration.ofSeconds(entry.staleTimeSeconds()), config.longLivedStaleTime()));
                        if (entry.forwardingPreserved()) {
                            longLivedPreserved.add(family);
                        }
                    });
        }
        return new RestartTerms(
                true,
                theirs.get().restarting(),
                families,
                preserved,
                Duration.ofSeconds(theirs.get().restartTimeSeconds()),
                config.staleTime(),
                longLived,
                longLivedPreserved);
    }

    /// None unless both offer it (RFC 9494 §3.1 wants graceful restart beside it, which was looked for before).
    private static Iterable<Capability.LongLivedGracefulRestart.Family> longLivedFamilies(Negotiated agreed) {
        Open received = agreed.received();
        Set<Capability.LongLivedGracefulRestart.Family> none = Set.of();
        return agreed.sent()
                        .capability(Capability.LongLivedGracefulRestart.class)
                        .isEmpty()
                ? none
                : received.capability(Capability.LongLivedGracefulRestart.class)
                        .<Iterable<Capability.LongLivedGracefulRestart.Family>>map(
                                Capability.LongLivedGracefulRestart::families)
                        .orElse(none);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
