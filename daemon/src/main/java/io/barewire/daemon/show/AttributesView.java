package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.wire.IpAddress;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.List;

/// Path attributes as fields of a route.
final class AttributesView {
    private AttributesView() {}

    static ObjectNode document(PathAttributes attributes) {
        ObjectNode json = Json.object();
        for (PathAttribute attribute : attributes.list()) {
            put(attribute, json);
        }
        return json;
    }

    private static void put(PathAttribute attribute, ObjectNode json) {
        switch (attribute) {
            case PathAttribute.Origin(PathAttribute.Origin.Kind kind) -> json.put("origin", Wording.lower(kind));
            case PathAttribute.AsPath path -> json.put("asPath", asPath(path));
            case PathAttribute.MultiExitDisc(long metric) -> json.put("med", metric);
            case PathAttribute.LocalPref(long preference) -> json.put("localPref", preference);
            case PathAttribute.AtomicAggregate() -> json.put("atomicAggregate", true);
            case PathAttribute.Aggregator(long as, IpAddress speaker) -> json.put("aggregator", as + " " + speaker);
            case PathAttribute.Communities(List<Integer> values) ->
                json.set(
                        "communities",
                        Json.strings(values.stream()
                                .map(value -> (value >>> 16) + ":" + (value & 0xFFFF))
                                .toList()));
            case PathAttribute.OnlyToCustomer(long as) -> json.put("onlyToCustomer", as);
            case PathAttribute.OriginatorId(int identifier) ->
                json.put("originatorId", IpAddress.ipv4(identifier).toString());
            case PathAttribute.ClusterList(List<Integer> ids) ->
                json.set(
                        "clusterList",
                        Json.strings(ids.stream().map(IpAddress::ipv4).toList()));
            case PathAttribute.ExtendedCommunities(List<Long> values) ->
                json.set(
                        "extendedCommunities",
                        Json.strings(values.stream()
                                .map(value -> String.format("%016x", value))
                                .toList()));
            case PathAttribute.LargeCommunities(List<PathAttribute.LargeCommunities.LargeCommunity> values) ->
                json.set(
                        "largeCommunities",
                        Json.strings(values.stream()
                                .map(value -> value.globalAdministrator() + ":" + value.data1() + ":" + value.data2())
                                .toList()));
            case PathAttribute.Unknown unknown -> {
                ArrayNode others = json.get("unknown") instanceof ArrayNode there ? there : json.putArray("unknown");
                others.add(Json.object()
                        .put("type", unknown.type())
                        .put("flags", unknown.flags())
                        .put("value", unknown.value().toHex()));
            }
        }
    }

    /// `64512 65001 {65002,65003}`; confederation segments in parentheses.
    private static String asPath(PathAttribute.AsPath path) {
        List<String> parts = new ArrayList<>();
        for (PathAttribute.AsPath.Segment segment : path.segments()) {
            List<String> numbers =
                    segment.asNumbers().stream().map(String::valueOf).toList();
            parts.add(
                    switch (segment.type()) {
                        case AS_SEQUENCE -> String.join(" ", numbers);
                        case AS_SET -> "{" + String.join(",", numbers) + "}";
                        case AS_CONFED_SEQUENCE -> "(" + String.join(" ", numbers) + ")";
                        case AS_CONFED_SET -> "[" + String.join(",", numbers) + "]";
                    });
        }
        return String.join(" ", parts);
    }

    /// What a table's last column says: `AS path 64512, local preference 100, …`; the origin as one letter at the end
    /// of the path, as elsewhere.
    static String text(JsonNode attributes) {
        List<String> parts = new ArrayList<>();
        String path = attributes.path("asPath").asText("");
        parts.add((path.isEmpty() ? "" : path + " ")
                + origin(attributes.path("origin").asText("")));
        attributes.properties().forEach(field -> {
            if (!field.getKey().equals("asPath") && !field.getKey().equals("origin")) {
                parts.add(label(field.getKey()) + " " + value(field.getValue()));
            }
        });
        parts.removeIf(String::isBlank);
        return String.join(", ", parts);
    }

    private static String origin(String origin) {
        return switch (origin) {
            case "igp" -> "i";
            case "egp" -> "e";
            case "incomplete" -> "?";
            default -> "";
        };
    }

    private static String label(String field) {
        return switch (field) {
            case "med" -> "MED";
            case "localPref" -> "local preference";
            case "originatorId" -> "originator";
            case "clusterList" -> "clusters";
            case "atomicAggregate" -> "atomic aggregate";
            case "extendedCommunities" -> "extended communities";
            case "largeCommunities" -> "large communities";
            default -> field;
        };
    }

    private static String value(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        List<String> items = new ArrayList<>();
        value.forEach(item -> items.add(
                item.isObject()
                        ? "type " + item.path("type").asInt() + " "
                                + item.path("value").asText()
                        : item.asText()));
        return String.join(" ", items);
    }
}
