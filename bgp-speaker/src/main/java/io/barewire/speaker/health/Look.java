package io.barewire.speaker.health;

import io.barewire.speaker.HealthProbe.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// One look at a target.
record Look(boolean good, String what) {
    private static final int MOST_OCTETS = 256;

    static Look at(Target target, Duration timeout, HttpClient client) throws InterruptedException {
        return switch (target) {
            case Target.File(Path path) -> at(path);
            case Target.Http(URI uri) -> at(uri, timeout, client);
        };
    }

    private static Look at(Path path) {
        if (!Files.isRegularFile(path)) {
            return new Look(false, path + " is not there");
        }
        try (InputStream in = Files.newInputStream(path)) {
            String text = new String(in.readNBytes(MOST_OCTETS), StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("").strip().toLowerCase(Locale.ROOT);
            boolean good = line.isEmpty() || List.of("ok", "up").contains(line.split("[^a-z]", 2)[0]);
            return new Look(good, good ? path + " is there" : path + " says neither ok nor up");
        } catch (IOException unreadable) {
            return new Look(false, path + " cannot be read: " + unreadable.getMessage());
        }
    }

    private static Look at(URI uri, Duration timeout, HttpClient client) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).GET().build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            response.body().close(); // unread, however long it would be
            int status = response.statusCode();
            return new Look(status >= 200 && status < 300, uri + " answers " + status);
        } catch (IOException failed) {
            return new Look(
                    false, uri + " does not answer: " + failed.getClass().getSimpleName());
        }
    }
}
