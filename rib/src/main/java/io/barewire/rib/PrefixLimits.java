package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// How many prefixes a peer may announce, before any rule; with ADD-PATH each path counts. So that no peer can fill our
/// memory.
///
/// @param total of both families together
/// @param byFamily of a family; families that are not here are bounded by the total alone
/// @param warningPercent from how much of a limit on there is a warning, 1 to 100
/// @param onExcess what becomes of a peer that announces more
public record PrefixLimits(int total, Map<AddressFamily, Integer> byFamily, int warningPercent, OnExcess onExcess) {
    public static final PrefixLimits DEFAULT = new PrefixLimits(
            PeerPolicy.DEFAULT_MAXIMUM_PREFIXES, Map.of(), 75, new OnExcess.RestartAfter(Duration.ofMinutes(5)));

    static final int FAR = 0;
    static final int NEAR = 1;
    static final int OVER = 2;

    /// What becomes of a peer over a limit. Where its session ends, that is with Cease 6/1 (RFC 4486 §4), and no
    /// connection of the peer's is taken until the session may come back.
    public sealed interface OnExcess {
        /// Down until an operator clears it or the limits change.
        record StayDown() implements OnExcess {}

        /// Down for so long, at least a second, or until one of those.
        record RestartAfter(Duration pause) implements OnExcess {
            public RestartAfter {
                if (pause.toMillis() < 1000) {
                    throw new IllegalArgumentException(
                            "a restart " + pause + " after too many prefixes: at least 1 s is needed");
                }
            }
        }

        /// What is over the limit is not stored. It is missing until the peer tells it again, so when there is room
        /// again, ask for a refresh.
        record RefuseExcess() implements OnExcess {}

        /// Nothing but the warning. [#DEFAULT]'s total, or a larger one, still bounds the memory, in [#DEFAULT]'s way.
        record WarnOnly() implements OnExcess {}
    }

    public PrefixLimits {
        byFamily = Map.copyOf(byFamily);
        requirePositive(total);
        byFamily.values().forEach(PrefixLimits::requirePositive);
        if (warningPercent < 1 || warningPercent > 100) {
            throw new IllegalArgumentException("a warning at " + warningPercent + "%: 1 to 100 are possible");
        }
    }

    public PrefixLimits withTotal(int total) {
        return new PrefixLimits(total, byFamily, warningPercent, onExcess);
    }

    public PrefixLimits withFamily(AddressFamily family, int most) {
        Map<AddressFamily, Integer> changed = new EnumMap<>(AddressFamily.class);
        changed.putAll(byFamily);
        changed.put(family, most);
        return new PrefixLimits(total, changed, warningPercent, onExcess);
    }

    public PrefixLimits withWarningPercent(int warningPercent) {
        return new PrefixLimits(total, byFamily, warningPercent, onExcess);
    }

    public PrefixLimits withOnExcess(OnExcess onExcess) {
        return new PrefixLimits(total, byFamily, warningPercent, onExcess);
    }

    /// Those at which the session ends, if it does.
    PrefixLimits ending() {
        return onExcess instanceof OnExcess.WarnOnly ? DEFAULT.withTotal(Math.max(total, DEFAULT.total)) : this;
    }

    int of(AddressFamily family) {
        return byFamily.getOrDefault(family, total);
    }

    /// Whether a warning is due: [#FAR], [#NEAR], or [#OVER].
    int closeness(int received, int limit) {
        return received > limit ? OVER : 100L * received >= (long) limit * warningPercent ? NEAR : FAR;
    }

    private static void requirePositive(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maximum prefixes " + most + " is not positive");
        }
    }
}
