package io.barewire.ovn.snat;

import io.barewire.ovn.OvnConfig;
import java.util.Optional;

/// Where source NAT is done.
///
/// @param database the northbound one; empty: there is none, and only the kernel can do it
/// @param kernel has rules in nftables; empty: the kernel is left alone
public record SnatConfig(Optional<OvnConfig> database, Optional<PacketFilter> kernel) {
    public SnatConfig {
        if (database.isEmpty() && kernel.isEmpty()) {
            throw new IllegalArgumentException("source NAT needs a northbound database, or a kernel to do it");
        }
    }
}
