package io.barewire.ovn.snat;

import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.ovn.ovsdb.TlsFiles;
import java.util.List;
import java.util.Optional;

/// Where source NAT is done.
///
/// @param endpoints of the servers of the northbound database; none: only the kernel can do it
/// @param tls for `ssl:` endpoints
/// @param kernel has rules in nftables; empty: the kernel is left alone
public record SnatConfig(List<Endpoint> endpoints, Optional<TlsFiles> tls, Optional<PacketFilter> kernel) {
    public SnatConfig {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty() && kernel.isEmpty()) {
            throw new IllegalArgumentException("source NAT needs a northbound database, or a kernel to do it");
        }
    }
}
