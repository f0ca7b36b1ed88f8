package io.barewire.daemon.demo;

/// Where OVN-Kubernetes lets pods' packets leave a node.
enum GatewayMode {
    /// `gateway-mode = shared`: OVN's gateway router forwards them, by static routes of its own.
    SGW("shared", 4),
    /// `gateway-mode = local`: the node's kernel does, by its routing table.
    LGW("local", 3);

    private final String word;
    private final int routersBetweenPods;

    GatewayMode(String word, int routersBetweenPods) {
        this.word = word;
        this.routersBetweenPods = routersBetweenPods;
    }

    /// How many routers, OVN's and kernels, an answer crosses on the way between pods of two nodes.
    int routersBetweenPods() {
        return routersBetweenPods;
    }

    @Override
    public String toString() {
        return word + " gateway mode";
    }
}
