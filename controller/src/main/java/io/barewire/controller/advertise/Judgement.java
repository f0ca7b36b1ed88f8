package io.barewire.controller.advertise;

/// Whether a RouteAdvertisements can be carried out, before any node is looked at.
sealed interface Judgement {
    record Sound(Scope scope) implements Judgement {}

    record Unsound(Fault fault) implements Judgement {}
}
