package io.barewire.ovn.snat;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.Optional;

/// A row of `NAT` that is wanted.
///
/// @param id what it is for; no two are for the same
/// @param router by name
/// @param logical whose packets
/// @param external whom they seem to be from
/// @param logicalPort the router's port that they leave by, on a router that is not one node's alone
/// @param use what the set means for it
record NatRule(
        String id,
        String network,
        String router,
        Prefix logical,
        IpAddress external,
        Optional<String> logicalPort,
        Use use,
        AddressSet set) {
    enum Use {
        /// Packets to these addresses keep their source: `exempted_ext_ips`.
        EXEMPTED,
        /// Only packets to these addresses get another: `allowed_ext_ips`.
        ALLOWED
    }

    AddressFamily family() {
        return logical.family();
    }
}
