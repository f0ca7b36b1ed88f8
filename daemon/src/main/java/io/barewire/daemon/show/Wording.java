package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.SessionState;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpRole;
import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// How values are said to people and programs alike.
final class Wording {
    private Wording() {}

    /// The states under their names in RFC 4271 §8.2.2.
    static String state(SessionState state) {
        return switch (state) {
            case IDLE -> "Idle";
            case CONNECT -> "Connect";
            case ACTIVE -> "Active";
            case OPEN_SENT -> "OpenSent";
            case OPEN_CONFIRM -> "OpenConfirm";
            case ESTABLISHED -> "Established";
        };
    }

    /// `ipv4` or `ipv6`.
    static String family(AddressFamily family) {
        return lower(family);
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// `192.0.2.1:179` or `[2001:db8::1]:179`.
    static String endpoint(InetSocketAddress address) {
        IpAddress host = IpAddress.of(address.getAddress());
        return (host.family() == AddressFamily.IPV6 ? "[" + host + "]" : host.toString()) + ":" + address.getPort();
    }

    /// Two units at most: `12s`, `5m12s`, `3h05m`, `4d03h`.
    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return String.format("%dm%02ds", seconds / 60, seconds % 60);
        }
        if (seconds < 86400) {
            return String.format("%dh%02dm", seconds / 3600, seconds / 60 % 60);
        }
        return String.format("%dd%02dh", seconds / 86400, seconds / 3600 % 24);
    }

    /// The time between a document's `field` and its `now`.
    static String age(JsonNode since, JsonNode now) {
        try {
            return age(Duration.between(Instant.parse(since.asText()), Instant.parse(now.asText())));
        } catch (DateTimeParseException missing) {
            return "-";
        }
    }

    /// `1 route`, `2 routes`, `1 prefix`, `2 prefixes`.
    static String counted(long count, String one) {
        return count + " " + (count == 1 ? one : one + (one.endsWith("x") ? "es" : "s"));
    }

    /// As `helper`.
    static String mode(GracefulRestart restart) {
        return restart.mode().name().toLowerCase(Locale.ROOT);
    }

    /// As `customer` or `route-server-client`.
    static String role(BgpRole role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
