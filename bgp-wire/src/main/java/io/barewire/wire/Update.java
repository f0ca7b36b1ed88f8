package io.barewire.wire;

import java.util.List;
import java.util.Optional;

/// UPDATE (RFC 4271 §4.3) with its multiprotocol parts (RFC 4760) in the same shape as its classic ones.
///
/// The wire has two places for what is withdrawn (the IPv4 field, MP_UNREACH_NLRI) and two for what is announced
/// (the IPv4 field under NEXT_HOP, MP_REACH_NLRI); here each is a block of the list. Prefixes of one block are of
/// one family. All announced blocks share the attributes.
public record Update(List<Nlri> withdrawn, List<Reach> announced, PathAttributes attributes) implements BgpMessage {
    private static final Update END_OF_IPV4 = withdraw(Nlri.of(AddressFamily.IPV4, List.of()));
    private static final Update END_OF_IPV6 = withdraw(Nlri.of(AddressFamily.IPV6, List.of()));

    /// Prefixes reachable through one next hop.
    public record Reach(NextHop nextHop, Nlri nlri) {}

    public Update {
        withdrawn = List.copyOf(withdrawn);
        announced = List.copyOf(announced);
    }

    public static Update announce(NextHop nextHop, PathAttributes attributes, Nlri nlri) {
        return new Update(List.of(), List.of(new Reach(nextHop, nlri)), attributes);
    }

    public static Update withdraw(Nlri nlri) {
        return new Update(List.of(nlri), List.of(), PathAttributes.NONE);
    }

    /// The End-of-RIB marker (RFC 4724 §2): an UPDATE that withdraws nothing of one family. One object for all peers,
    /// so that its octets are made once for those that come up together.
    public static Update endOfRib(AddressFamily family) {
        return switch (family) {
            case IPV4 -> END_OF_IPV4;
            case IPV6 -> END_OF_IPV6;
        };
    }

    /// The family whose End-of-RIB marker this is.
    public Optional<AddressFamily> endOfRib() {
        boolean empty = announced.isEmpty()
                && attributes.isEmpty()
                && withdrawn.size() == 1
                && withdrawn.getFirst().isEmpty();
        return empty ? Optional.of(withdrawn.getFirst().family()) : Optional.empty();
    }
}
