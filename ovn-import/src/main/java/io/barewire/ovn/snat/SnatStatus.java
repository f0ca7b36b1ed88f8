package io.barewire.ovn.snat;

import java.util.List;
import java.util.Optional;

/// How source NAT stands.
///
/// @param mode empty: nothing of it is wanted
/// @param endpoint of the northbound database that we are connected to
/// @param problem why there is no connection, or why the last transaction or the kernel's rules failed
/// @param kernelRules in nftables; 0: there is no table of ours
/// @param committed transactions
/// @param failed transactions of which nothing happened, or of which that is not known
/// @param repaired how often somebody else's change of rows or of the table was put right
/// @param networks that the node has without an overlay
public record SnatStatus(
        Optional<GatewayMode> mode,
        Optional<String> endpoint,
        Optional<String> problem,
        int kernelRules,
        long committed,
        long failed,
        long repaired,
        List<Network> networks) {
    /// One pod network.
    ///
    /// @param outboundSnat pods are seen as their node outside
    /// @param why it is not in place; empty when it is
    /// @param rows in the northbound database, in words
    public record Network(String name, boolean outboundSnat, Optional<String> why, List<String> rows) {
        public Network {
            rows = List.copyOf(rows);
        }
    }

    public SnatStatus {
        networks = List.copyOf(networks);
    }
}
