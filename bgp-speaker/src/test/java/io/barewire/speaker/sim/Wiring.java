package io.barewire.speaker.sim;

import io.barewire.speaker.AddPath;
import io.barewire.speaker.RouteReflection;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.util.List;

/// Who peers with whom in a [SimNet], and as what. Routers are numbers from 0.
sealed interface Wiring {
    AddPath ONE_PATH = AddPath.DEFAULT;
    AddPath ALL_PATHS = ONE_PATH.withSend(AddressFamily.IPV4);

    boolean arePeers(int one, int other);

    /// Whether the one reflects what the other tells it (RFC 4456).
    boolean isClient(int reflector, int other);

    RouteReflection reflection(int router);

    AddPath addPath();

    /// Everybody with everybody.
    record FullMesh(AddPath addPath) implements Wiring {
        @Override
        public boolean arePeers(int one, int other) {
            return one != other;
        }

        @Override
        public boolean isClient(int reflector, int other) {
            return false;
        }

        @Override
        public RouteReflection reflection(int router) {
            return RouteReflection.DEFAULT;
        }
    }

    /// Clusters of reflectors and their clients. Reflectors are fully meshed; clients know the reflectors of their
    /// cluster alone.
    ///
    /// @param cluster that each router is of
    /// @param reflector whether it is one
    /// @param sharedIds the reflectors of a cluster have one CLUSTER_ID (RFC 4456 §7); else each its own
    record Clusters(List<Integer> cluster, List<Boolean> reflector, boolean sharedIds, AddPath addPath)
            implements Wiring {
        @Override
        public boolean arePeers(int one, int other) {
            return one != other
                    && ((reflector.get(one) && reflector.get(other)) || isClient(one, other) || isClient(other, one));
        }

        @Override
        public boolean isClient(int reflecting, int other) {
            return reflector.get(reflecting)
                    && !reflector.get(other)
                    && cluster.get(reflecting).equals(cluster.get(other));
        }

        @Override
        public RouteReflection reflection(int router) {
            return sharedIds && reflector.get(router)
                    ? RouteReflection.DEFAULT.withClusterId(IpAddress.ipv4(1 + cluster.get(router)))
                    : RouteReflection.DEFAULT;
        }
    }
}
