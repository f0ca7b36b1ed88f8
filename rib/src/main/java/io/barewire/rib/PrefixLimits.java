package io.barewire.rib;

import io.barewire.wire.AddressFamily;
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
    public static final PrefixLimits DEFAULT =
            new PrefixLimits(PeerPolicy.DEFAULT_MAXIMUM_PREFIXES, Map.of(), 75, OnExcess.END_SESSION);

    public enum OnExcess {
        /// The session ends with Cease 6/1 (RFC 4486 §4), and is tried again.
        END_SESSION,
        /// What is over the limit is not stored. It is missing until the peer tells it again, so when there is room
        /// again, ask for a refresh.
        REFUSE_EXCESS,
        /// Nothing but the warning; [#DEFAULT]'s total still ends the session.
        WARN
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

    int of(AddressFamily family) {
        return byFamily.getOrDefault(family, total);
    }

    boolean isNear(int received, int limit) {
        return 100L * received >= (long) limit * warningPercent;
    }

    private static void requirePositive(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maximum prefixes " + most + " is not positive");
        }
    }
}
