package io.barewire.controller.advertise;

import io.barewire.mesh.objects.ObjectKey;

/// What is to be done with one FRRConfiguration.
sealed interface Change {
    /// Of that FRRConfiguration.
    ObjectKey key();

    /// Write it, under the name that it has or is to get.
    record Write(String namespace, String name, Generated object) implements Change {
        @Override
        public ObjectKey key() {
            return new ObjectKey(namespace, name);
        }
    }

    /// Delete it.
    record Delete(Existing object) implements Change {
        @Override
        public ObjectKey key() {
            return object.key();
        }
    }
}
