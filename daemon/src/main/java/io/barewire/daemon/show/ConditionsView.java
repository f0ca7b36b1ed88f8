package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.speaker.ConditionStatus;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.speaker.HealthProbe;
import io.barewire.wire.Prefix;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `show conditions`: prefixes that are announced only while something holds, and whether it does.
public final class ConditionsView {
    private ConditionsView() {}

    public static ObjectNode document(List<ConditionStatus> conditions) {
        ObjectNode document = Json.object();
        document.set(
                "conditions",
                Json.array(conditions.stream().map(ConditionsView::condition).toList()));
        return document;
    }

    private static ObjectNode condition(ConditionStatus status) {
        ObjectNode json = Json.object().put("name", status.prefixes().name());
        json.set(
                "prefixes",
                Json.strings(status.prefixes().prefixes().stream().sorted().toList()));
        return json.put("when", text(status.prefixes().when()))
                .put("announced", status.announced())
                .put("secondsInState", status.lasting().toSeconds())
                .put("why", status.why());
    }

    private static String text(AdvertiseWhen when) {
        return switch (when) {
            case AdvertiseWhen.RouteExists(Prefix prefix) -> prefix + " has a route";
            case AdvertiseWhen.RouteMissing(Prefix prefix) -> prefix + " has no route";
            case AdvertiseWhen.InKernel(KernelRoute route) -> "kernel has " + route;
            case AdvertiseWhen.Healthy(HealthProbe probe) ->
                switch (probe.target()) {
                    case HealthProbe.Target.File(Path path) -> "file " + path + " says well";
                    case HealthProbe.Target.Http(URI uri) -> uri + " answers well";
                };
        };
    }

    public static String text(JsonNode document, int width) {
        TextTable table = new TextTable("CONDITION", "PREFIXES", "ANNOUNCED", ">SINCE", "WAITS FOR", "SEEN");
        for (JsonNode condition : document.path("conditions")) {
            table.row(
                    condition.path("name").asText(),
                    String.join(", ", Json.texts(condition.path("prefixes"))),
                    condition.path("announced").asBoolean() ? "yes" : "no",
                    Wording.age(
                            Duration.ofSeconds(condition.path("secondsInState").asLong())),
                    condition.path("when").asText(),
                    condition.path("why").asText());
        }
        return table.isEmpty() ? "No conditional prefixes.\n" : table.render(width);
    }
}
