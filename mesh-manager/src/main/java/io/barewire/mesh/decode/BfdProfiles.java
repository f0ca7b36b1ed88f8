package io.barewire.mesh.decode;

import io.barewire.bfd.BfdProfile;
import io.barewire.mesh.objects.ObjectKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads `spec.bgp.bfdProfiles`; what a profile does not say has FRR's default.
final class BfdProfiles {
    private BfdProfiles() {}

    /// By name. A profile with a fault is there too, so that only the fault is complained of, not its use.
    static Map<String, BfdProfile> decode(Field profiles, ObjectKey config) {
        Map<String, BfdProfile> byName = new HashMap<>();
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
            BfdProfile decoded = profile(profile);
            String name = profile.member("name").text().orElse("");
            if (name.isEmpty()) {
                profile.member("name").error("missing", "a profile needs a name");
            } else if (byName.put(name, decoded) != null) {
                profile.member("name")
                        .error(
                                "duplicate bfd profile name " + name + " in config " + config.name(),
                                "give each profile its own name");
            }
        }
        return byName;
    }

    private static BfdProfile profile(Field profile) {
        BfdProfile usual = BfdProfile.DEFAULT;
        return new BfdProfile(
                interval(profile.member("receiveInterval"), usual.receiveInterval()),
                interval(profile.member("transmitInterval"), usual.transmitInterval()),
                number(profile.member("detectMultiplier"), 2, 255, usual.detectMultiplier()),
                profile.member("echoMode").flag().orElse(usual.echoMode()),
                interval(profile.member("echoInterval"), usual.echoInterval()),
                profile.member("passiveMode").flag().orElse(usual.passive()),
                number(profile.member("minimumTtl"), 1, 254, usual.minimumTtl()));
    }

    private static Duration interval(Field millis, Duration usual) {
        return millis.integer(10, 60_000).map(Duration::ofMillis).orElse(usual);
    }

    private static int number(Field field, int least, int most, int usual) {
        return field.integer(least, most).map(Math::toIntExact).orElse(usual);
    }
}
