package io.barewire.mesh.decode;

import java.util.List;

/// Fields of the FRRConfiguration API that Barewire knows and does not honour yet, and what comes of that.
final class Unsupported {
    private static final String REFUSED = "the object is not used with it";

    private Unsupported() {}

    static void raw(Field raw) {
        raw.expectOnly(List.of("priority", "rawConfig"));
        raw.member("priority").integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
        boolean says =
                raw.member("rawConfig").text().filter(text -> !text.isBlank()).isPresent();
        if (says) {
            refuse(raw.member("rawConfig"), "configuration in FRR's own words");
        }
    }

    static void evpn(Field field) {
        refuse(field, "EVPN");
    }

    private static void refuse(Field field, String what) {
        if (field.presentAndNotEmpty()) {
            field.error("not supported yet: " + what, REFUSED);
        }
    }
}
