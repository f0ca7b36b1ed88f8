package io.barewire.speaker;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// Looks again and again whether something is well.
///
/// @param interval from the end of one look to the next, at least 100 ms
/// @param timeout after which a look has failed, at least 10 ms
/// @param rise how many good looks in a row make it well; it begins as not well
/// @param fall how many bad looks in a row end that
public record HealthProbe(Target target, Duration interval, Duration timeout, int rise, int fall) {
    /// Where to look.
    public sealed interface Target {
        /// A file that is there, and is empty or begins with `ok` or `up` in its first line.
        record File(Path path) implements Target {}

        /// An HTTP endpoint that answers 200 to 299. Redirects are not followed.
        record Http(URI uri) implements Target {
            public Http {
                boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                if (!http || uri.getHost() == null) {
                    throw new IllegalArgumentException(uri + " is not an http or https address");
                }
            }
        }
    }

    public HealthProbe {
        if (interval.toMillis() < 100 || timeout.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "interval " + interval + " and timeout " + timeout + ": at least 100 ms and 10 ms are needed");
        }
        if (rise < 1 || fall < 1) {
            throw new IllegalArgumentException("rise " + rise + " and fall " + fall + " must be positive");
        }
    }

    /// Every 2 s, within 1 s; well after two good looks, no longer after three bad ones.
    public static HealthProbe of(Target target) {
        return new HealthProbe(target, Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 3);
    }
}
