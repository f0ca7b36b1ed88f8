package io.barewire.mesh.decode;

import io.barewire.speaker.HealthProbe;
import io.barewire.speaker.HealthProbe.Target;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads a probe; what it does not say is as in [HealthProbe#of].
final class HealthProbeDecoder {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_LOOKS = 1000;

    private HealthProbeDecoder() {}

    static Optional<HealthProbe> decode(Field field) {
        field.requireOnly(List.of("file", "url", "interval", "timeout", "rise", "fall"));
        if (field.isMap()
                && field.member("file").present() == field.member("url").present()) {
            field.error("a probe looks at one thing", "either file or url is needed");
            return Optional.empty();
        }
        Optional<Target> target = file(field.member("file")).or(() -> url(field.member("url")));
        return target.map(HealthProbe::of)
                .map(usual -> new HealthProbe(
                        usual.target(),
                        pause(field.member("interval"), 100, usual.interval()),
                        pause(field.member("timeout"), 10, usual.timeout()),
                        looks(field.member("rise"), usual.rise()),
                        looks(field.member("fall"), usual.fall())));
    }

    private static Optional<Target> file(Field field) {
        return field.text().flatMap(text -> {
            try {
                if (Path.of(text).isAbsolute()) {
                    return Optional.of(new Target.File(Path.of(text)));
                }
            } catch (IllegalArgumentException _) {
                // said below
            }
            field.error("is not the path of a file", "an absolute path is needed");
            return Optional.empty();
        });
    }

    /// No fault repeats the value: it may have a password in it.
    private static Optional<Target> url(Field field) {
        return field.text().flatMap(text -> {
            try {
                URI uri = URI.create(text);
                if (uri.getRawUserInfo() == null) {
                    return Optional.of(new Target.Http(uri));
                }
            } catch (IllegalArgumentException _) {
                // said below
            }
            field.error("is not where to look", "http://HOST… or https://HOST…, without a password, is needed");
            return Optional.empty();
        });
    }

    private static Duration pause(Field field, long leastMillis, Duration usual) {
        return field.duration()
                .filter(given -> {
                    boolean good = given.toMillis() >= leastMillis && given.compareTo(LONGEST) <= 0;
                    if (!good) {
                        field.error(
                                GoDuration.format(given) + " is out of range",
                                leastMillis + "ms to " + GoDuration.format(LONGEST) + " is needed");
                    }
                    return good;
                })
                .orElse(usual);
    }

    private static int looks(Field field, int usual) {
        return field.integer(1, MOST_LOOKS).map(Math::toIntExact).orElse(usual);
    }
}
