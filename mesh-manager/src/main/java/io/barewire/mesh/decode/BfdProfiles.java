package io.barewire.mesh.decode;

import io.barewire.mesh.objects.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks BFD profiles; no session uses one yet.
final class BfdProfiles {
    private BfdProfiles() {}

    static Set<String> names(Field profiles, ObjectKey config) {
        Set<String> names = new HashSet<>();
        for (Field profile : profiles.elements()) {
            profile.expectOnly(List.of(
                    "name",
                    "receiveInterval",
                    "transmitInterval",
                    "detectMultiplier",
                    "echoInterval",
                    "echoMode",
                    "passiveMode",
                    "minimumTtl"));
            profile.member("receiveInterval").integer(10, 60_000);
            profile.member("transmitInterval").integer(10, 60_000);
            profile.member("detectMultiplier").integer(2, 255);
            profile.member("echoInterval").integer(10, 60_000);
            profile.member("echoMode").flag();
            profile.member("passiveMode").flag();
            profile.member("minimumTtl").integer(1, 254);
            String name = profile.member("name").text().orElse("");
            if (name.isEmpty()) {
                profile.member("name").error("missing", "a profile needs a name");
            } else if (!names.add(name)) {
                profile.member("name")
                        .error(
                                "duplicate bfd profile name " + name + " in config " + config.name(),
                                "give each profile its own name");
            }
        }
        return names;
    }
}
