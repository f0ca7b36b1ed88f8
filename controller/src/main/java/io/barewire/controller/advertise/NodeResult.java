package io.barewire.controller.advertise;

import java.util.List;

/// What one node is to be given for one RouteAdvertisements.
sealed interface NodeResult {
    /// All of it, which may be nothing.
    record Wanted(List<Generated> objects) implements NodeResult {
        static final Wanted NOTHING = new Wanted(List.of());

        public Wanted {
            objects = List.copyOf(objects);
        }
    }

    /// It cannot be told, so whatever it has been given stays.
    record Unclear(Fault fault) implements NodeResult {}
}
