package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What is told to a peer, and how.
///
/// @param rules which routes, and with what attributes. They see a learned route without what does not leave the AS
///     when the peer is in another one; our own AS comes in front of the path afterwards
/// @param nextHops by family; [ExportedNextHop#STANDARD] where none is given
/// @param asOverride an external peer is told our AS wherever its own is in the path, so that sites of one AS can
///     reach each other through us
public record ExportPolicy(RoutePolicy rules, Map<AddressFamily, ExportedNextHop> nextHops, boolean asOverride) {
    public static final ExportPolicy NOTHING = new ExportPolicy(RoutePolicy.NOTHING, Map.of(), false);

    /// The next hop of a route as a peer is told it (RFC 4271 §5.1.3).
    public sealed interface ExportedNextHop {
        ExportedNextHop STANDARD = new Standard();

        /// Our own address for our own prefixes and to external peers, but for next hops on a network that the peer
        /// shares with us; as it came to internal ones.
        record Standard() implements ExportedNextHop {}

        /// Our own address, to internal peers too, and where a network does not take packets from everybody on it to
        /// everybody (RFC 4271 §5.1.3).
        record Self() implements ExportedNextHop {}

        /// As it came, to external peers too; our own address for our own prefixes.
        record Unchanged() implements ExportedNextHop {}

        /// This one, for every route.
        record Address(IpAddress address) implements ExportedNextHop {
            public Address {
                if (address.isUnspecified() || address.isMulticast()) {
                    throw new IllegalArgumentException(address + " cannot be a next hop");
                }
            }
        }
    }

    public ExportPolicy {
        nextHops = nextHops.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(ExportedNextHop.STANDARD))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    public ExportPolicy withRules(RoutePolicy rules) {
        return new ExportPolicy(rules, nextHops, asOverride);
    }

    public ExportPolicy withNextHop(AddressFamily family, ExportedNextHop nextHop) {
        Map<AddressFamily, ExportedNextHop> changed = new EnumMap<>(AddressFamily.class);
        changed.putAll(nextHops);
        changed.put(family, nextHop);
        return new ExportPolicy(rules, changed, asOverride);
    }

    public ExportPolicy withAsOverride(boolean asOverride) {
        return new ExportPolicy(rules, nextHops, asOverride);
    }

    public ExportedNextHop nextHop(AddressFamily family) {
        return nextHops.getOrDefault(family, ExportedNextHop.STANDARD);
    }
}
