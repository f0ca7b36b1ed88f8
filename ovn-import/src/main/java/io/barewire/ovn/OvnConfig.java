package io.barewire.ovn;

import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.ovn.ovsdb.TlsFiles;
import java.util.List;
import java.util.Optional;

/// Which northbound database, and what to do there.
///
/// @param endpoints of the servers that serve it
/// @param tls for `ssl:` endpoints
/// @param imports rows are written; else they are only compared with what they should be
/// @param owner what rows are known by: the value of `k8s.ovn.org/owner-controller`
/// @param bfd rows name the row of `BFD` that watches their next hop at the router's port, where there is one
public record OvnConfig(List<Endpoint> endpoints, Optional<TlsFiles> tls, boolean imports, String owner, boolean bfd) {
    /// What OVN-Kubernetes' own importer writes. With the same owner each takes over the other's rows instead of
    /// putting equal ones beside them.
    public static final String DEFAULT_OWNER = "RouteImport";

    public OvnConfig {
        endpoints = List.copyOf(endpoints);
        if (owner.isBlank()) {
            throw new IllegalArgumentException("the owner of rows in the northbound database has no name");
        }
    }
}
