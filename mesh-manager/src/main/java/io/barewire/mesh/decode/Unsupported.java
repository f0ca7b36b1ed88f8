package io.barewire.mesh.decode;

/// Fields of the FRRConfiguration API that Barewire knows and does not honour yet, and what comes of that.
final class Unsupported {
    static final String REFUSED = "the object is not used with it";

    private Unsupported() {}

    static void evpn(Field field) {
        if (field.presentAndNotEmpty()) {
            field.error("not supported yet: EVPN", REFUSED);
        }
    }
}
