package io.barewire.ovn.snat;

import io.barewire.wire.Prefix;
import java.util.List;

/// Packets that get the address of the interface by which the kernel sends them out.
///
/// @param source where they come from
/// @param use whether the destinations are the ones, or all the others
/// @param destinations sorted, none within another
record Masquerade(String network, Prefix source, NatRule.Use use, List<Prefix> destinations) {
    Masquerade {
        destinations = List.copyOf(destinations);
    }
}
