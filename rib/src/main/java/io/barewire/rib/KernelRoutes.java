package io.barewire.rib;

import io.barewire.wire.Prefix;
import java.util.Set;

/// Knows which routes others have put into the kernel's tables, and tells when that changes. Routes of our own
/// protocol are not among them: what BGP knows is in the [Rib].
///
/// Called on the thread of the [Rib], except [#onChange]. Answers must not wait for anything.
public interface KernelRoutes {
    /// For programs that look at no kernel.
    KernelRoutes UNKNOWN = new KernelRoutes() {
        @Override
        public void onChange(Runnable whenChanged) {}

        @Override
        public void follow(Set<KernelRoute> routes) {}

        @Override
        public Presence presence(KernelRoute route) {
            return new Presence.Unknown("the kernel's routes are not looked at here");
        }
    };

    /// What to look for.
    ///
    /// @param table routing table: 254 is `main`, 255 `local`
    /// @param orWithin a route of a longer prefix within it will do
    record KernelRoute(int table, Prefix prefix, boolean orWithin) {
        public KernelRoute {
            if (table < 1) {
                throw new IllegalArgumentException("table " + table + " is not positive");
            }
        }

        /// `10.0.0.0/8 in table 254`, or with `anything within` in front.
        @Override
        public String toString() {
            return (orWithin ? "anything within " : "") + prefix + " in table " + table;
        }
    }

    /// What was found.
    sealed interface Presence {
        record Present() implements Presence {}

        record Absent() implements Presence {}

        /// @param why a sentence without a full stop
        record Unknown(String why) implements Presence {}
    }

    /// @param whenChanged to be called, on any thread, when [#presence] may say something else of a route that is
    ///     followed
    void onChange(Runnable whenChanged);

    /// Follows these routes and no others.
    void follow(Set<KernelRoute> routes);

    /// How it is with a route that is followed.
    Presence presence(KernelRoute route);
}
