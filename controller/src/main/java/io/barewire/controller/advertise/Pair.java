package io.barewire.controller.advertise;

/// One node, as far as one RouteAdvertisements goes: what is dealt with at a time.
record Pair(String advertisements, String node) {}
