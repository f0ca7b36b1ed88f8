package io.barewire.mesh.decode;

import io.barewire.rib.PrefixLimits;
import io.barewire.rib.PrefixLimits.OnExcess;
import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads `maximumPrefixes`; what it does not say is as in [PrefixLimits#DEFAULT].
final class PrefixLimitsDecoder {
    private static final String RESTART = "Restart";

    private PrefixLimitsDecoder() {}

    static Optional<PrefixLimits> decode(Field field) {
        if (!field.isMap()) {
            return Optional.empty();
        }
        field.requireOnly(List.of("limit", "ipv4", "ipv6", "warningPercent", "onExcess", "restartAfter"));
        PrefixLimits limits = PrefixLimits.DEFAULT.withOnExcess(onExcess(field));
        limits = count(field.member("limit")).map(limits::withTotal).orElse(limits);
        for (AddressFamily family : AddressFamily.values()) {
            PrefixLimits before = limits;
            limits = count(field.member(family == AddressFamily.IPV4 ? "ipv4" : "ipv6"))
                    .map(most -> before.withFamily(family, most))
                    .orElse(before);
        }
        return Optional.of(field.member("warningPercent")
                .integer(1, 100)
                .map(Math::toIntExact)
                .map(limits::withWarningPercent)
                .orElse(limits));
    }

    private static Optional<Integer> count(Field field) {
        return field.integer(1, Integer.MAX_VALUE).map(Math::toIntExact);
    }

    private static OnExcess onExcess(Field limits) {
        String what = limits.member("onExcess")
                .oneOf(List.of("StayDown", RESTART, "RefuseExcess", "WarnOnly"))
                .orElse(RESTART);
        Field pause = limits.member("restartAfter");
        if (!what.equals(RESTART) && pause.present()) {
            pause.error("nothing restarts with " + what, "leave it out");
        }
        return switch (what) {
            case "StayDown" -> new OnExcess.StayDown();
            case "RefuseExcess" -> new OnExcess.RefuseExcess();
            case "WarnOnly" -> new OnExcess.WarnOnly();
            default -> pause.duration().flatMap(given -> restart(pause, given)).orElse(PrefixLimits.DEFAULT.onExcess());
        };
    }

    private static Optional<OnExcess> restart(Field field, Duration pause) {
        if (pause.toMillis() < 1000) {
            field.error(GoDuration.format(pause) + " is too short", "at least 1s is needed");
            return Optional.empty();
        }
        return Optional.of(new OnExcess.RestartAfter(pause));
    }
}
