package io.barewire.daemon.demo;

import java.nio.file.Path;
import java.util.List;

/// A BGP router at the nodes' network that is no node, and peers with all of them: FRR where it is installed, else
/// Barewire's speaker within the demo.
sealed interface OutsideRouter permits FrrRouter, SpeakerRouter {
    /// @param name also of its port at the bridge
    /// @param address IPv4, also its BGP identifier
    /// @param as its own; that of the nodes makes it their route reflector
    record Identity(String name, String address, long as) {
        boolean reflects(long nodes) {
            return as == nodes;
        }
    }

    /// @param nodes the AS of the nodes
    static OutsideRouter start(Lab lab, Path folder, Identity identity, long nodes) throws InterruptedException {
        return FrrRouter.isInstalled()
                ? FrrRouter.start(lab, folder, identity, nodes)
                : SpeakerRouter.start(lab, identity, nodes);
    }

    /// What runs: `FRR`, for people.
    String program();

    Identity identity();

    /// Ends it, as a program does that dies: its peers see closed connections.
    void stop() throws InterruptedException;

    /// Several, for people: `tor1 (172.18.0.3, AS 64600) and tor2 (172.18.0.4, AS 64601)`.
    static String names(List<OutsideRouter> routers) {
        return String.join(
                " and ",
                routers.stream()
                        .map(OutsideRouter::identity)
                        .map(each -> each.name() + " (" + each.address() + ", AS " + each.as() + ")")
                        .toList());
    }
}
