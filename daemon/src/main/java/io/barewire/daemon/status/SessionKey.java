package io.barewire.daemon.status;

import io.barewire.speaker.Endpoint;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Names a session among those of a node, as labels do.
///
/// @param vrf empty for the default one
/// @param peer an IPv4 address; an IPv6 address in full, with `-` for `:`, which a label cannot have; or an interface
public record SessionKey(String vrf, String peer) implements Comparable<SessionKey> {
    private static final Comparator<SessionKey> ORDER =
            Comparator.comparing(SessionKey::vrf).thenComparing(SessionKey::peer);

    private static final Pattern GROUP = Pattern.compile("(.{4})(?!$)");
    private static final Pattern NOT_IN_LABELS = Pattern.compile("[^A-Za-z0-9._-]");

    public static SessionKey of(String vrf, Endpoint endpoint) {
        return new SessionKey(
                vrf,
                switch (endpoint) {
                    case Endpoint.Address(IpAddress address)
                    when address.family() == AddressFamily.IPV6 ->
                        GROUP.matcher(HexFormat.of().formatHex(address.octets()))
                                .replaceAll("$1-");
                    case Endpoint.Address _, Endpoint.Interface _ ->
                        NOT_IN_LABELS.matcher(endpoint.text()).replaceAll("-");
                });
    }

    @Override
    public int compareTo(SessionKey other) {
        return ORDER.compare(this, other);
    }
}
