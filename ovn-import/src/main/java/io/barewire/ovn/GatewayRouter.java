package io.barewire.ovn;

/// The gateway router of one network on one node, as OVN-Kubernetes names it and the port that leads out of it.
///
/// @param name of the `Logical_Router`, which is not unique by any rule of the database
/// @param outputPort what routes go out by; without it a link-local next hop could not be found
public record GatewayRouter(String name, String outputPort) {
    private static final String TO_EXTERNAL = "rtoe-";

    /// Of the cluster's default network.
    public static GatewayRouter ofDefaultNetwork(String node) {
        return named("GR_" + node);
    }

    /// Of another network: its name comes before the node's, with `.` for each `-` and `/`.
    ///
    /// @param network as OVN-Kubernetes calls it: `cluster_udn_blue`
    public static GatewayRouter ofNetwork(String network, String node) {
        return named("GR_" + network.replace('-', '.').replace('/', '.') + "_" + node);
    }

    private static GatewayRouter named(String name) {
        return new GatewayRouter(name, TO_EXTERNAL + name);
    }
}
