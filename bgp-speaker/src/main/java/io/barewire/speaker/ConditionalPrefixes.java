package io.barewire.speaker;

import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.wire.Prefix;
import java.util.Set;

/// Prefixes of our own that are announced only while a condition holds.
///
/// @param name how status and messages call it, unlike any other of a configuration
public record ConditionalPrefixes(String name, Set<Prefix> prefixes, AdvertiseWhen when) {
    public ConditionalPrefixes {
        prefixes = Set.copyOf(prefixes);
        if (name.isBlank() || prefixes.isEmpty()) {
            throw new IllegalArgumentException("a condition needs a name and prefixes");
        }
    }

    /// What must hold.
    public sealed interface AdvertiseWhen {
        /// There is a best route for just this prefix.
        record RouteExists(Prefix prefix) implements AdvertiseWhen {}

        /// There is none. Does not hold before the start is complete, when most routes are still missing.
        record RouteMissing(Prefix prefix) implements AdvertiseWhen {}

        /// Somebody else has put such a route into the kernel. Does not hold while that is not known.
        record InKernel(KernelRoute route) implements AdvertiseWhen {}

        /// What is announced is well, as a probe sees it.
        record Healthy(HealthProbe probe) implements AdvertiseWhen {}
    }
}
