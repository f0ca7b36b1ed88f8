package io.barewire.rib;

import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.LargeCommunities.LargeCommunity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A tag that a route carries, of any of the three kinds.
///
/// As text: `65000:1` or a well-known name such as `no-export`; `large:65000:1:2`; `rt:65000:1`, `soo:192.0.2.1:1` or
/// the eight octets as `ext:0002fde800000001`.
public sealed interface Community {
    /// RFC 1997: an AS of two octets and a number, as one.
    record Standard(int value) implements Community {
        @Override
        public String toString() {
            return Optional.ofNullable(WellKnown.NAMES.get(value))
                    .orElseGet(() -> (value >>> 16) + ":" + (value & 0xFFFF));
        }
    }

    /// RFC 8092.
    record Large(LargeCommunity value) implements Community {
        @Override
        public String toString() {
            return "large:" + value;
        }
    }

    /// RFC 4360: its eight octets as one number.
    record Extended(long value) implements Community {
        @Override
        public String toString() {
            return ExtendedText.of(value);
        }
    }

    /// The IANA registry of well-known communities, as far as routers act on them.
    final class WellKnown {
        static final Map<Integer, String> NAMES = Map.of(
                Communities.GRACEFUL_SHUTDOWN,
                "graceful-shutdown", // RFC 8326
                0xFFFF0001,
                "accept-own", // RFC 7611
                0xFFFF0006,
                "llgr-stale", // RFC 9494
                0xFFFF0007,
                "no-llgr", // RFC 9494
                0xFFFF029A,
                "blackhole", // RFC 7999
                Communities.NO_EXPORT,
                "no-export",
                Communities.NO_ADVERTISE,
                "no-advertise",
                Communities.NO_EXPORT_SUBCONFED,
                "no-export-subconfed",
                0xFFFFFF04,
                "no-peer"); // RFC 3765

        private WellKnown() {}

        private static Optional<Community> named(String name) {
            return NAMES.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(name))
                    .<Community>map(entry -> new Standard(entry.getKey()))
                    .findFirst();
        }
    }

    /// @throws IllegalArgumentException that shows the text and names the forms there are
    static Community parse(String text) {
        Optional<Community> named = WellKnown.named(text.toLowerCase(Locale.ROOT));
        if (named.isPresent()) {
            return named.get();
        }
        String[] parts = text.split(":", -1);
        try {
            return switch (parts[0]) {
                case "large" -> large(parts);
                case "ext", "rt", "soo" -> new Extended(ExtendedText.parse(parts));
                default -> standard(parts);
            };
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "community \"" + text + "\" is none of A:B (0 to 65535 each), large:A:B:C (0 to 4294967295 each), "
                            + "rt:AS:N, soo:AS:N, ext: and 16 hexadecimal digits, or a well-known name",
                    wrong);
        }
    }

    private static Community standard(String[] parts) {
        require(parts.length == 2);
        return new Standard((int) (number(parts[0], 0xFFFF) << 16 | number(parts[1], 0xFFFF)));
    }

    private static Community large(String[] parts) {
        require(parts.length == 4);
        return new Large(new LargeCommunity(
                number(parts[1], 0xFFFFFFFFL), number(parts[2], 0xFFFFFFFFL), number(parts[3], 0xFFFFFFFFL)));
    }

    private static long number(String digits, long most) {
        require(!digits.isEmpty() && digits.length() <= 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9'));
        long number = Long.parseLong(digits);
        require(number <= most);
        return number;
    }

    private static void require(boolean good) {
        if (!good) {
            throw new IllegalArgumentException("not a community");
        }
    }
}
