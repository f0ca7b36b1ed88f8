package io.barewire.controller.advertise;

/// What is to be done with one FRRConfiguration.
sealed interface Change {
    /// Write it, under the name that it has or is to get.
    record Write(String namespace, String name, Generated object) implements Change {}

    /// Delete it.
    record Delete(Existing object) implements Change {}
}
