package io.barewire.mesh.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// The schema that the API server has and the fields that we read are written in two places.
class CrdTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path CRDS = Path.of("../deploy/crds");

    @Test
    void everyFieldOfAnFrrConfigurationIsKnown() throws Exception {
        JsonNode crd = JSON.valueToTree(
                new Yaml().<Object>load(Files.readString(CRDS.resolve("frrconfigurations.frrk8s.metallb.io.yaml"))));
        JsonNode version = crd.path("spec").path("versions").path(0);
        ObjectNode object = (ObjectNode) exampleOf(version.path("schema").path("openAPIV3Schema"));
        object.put(
                "apiVersion",
                crd.path("spec").path("group").asText() + "/"
                        + version.path("name").asText());
        object.put("kind", crd.path("spec").path("names").path("kind").asText());
        object.putObject("metadata").put("name", "everything");
        List<Decoded> decoded = ObjectDecoder.decode(object, Origin.NONE, LineFinder.NONE);
        assertEquals(1, decoded.size());
        assertEquals(
                List.of(),
                decoded.getFirst().problems().stream()
                        .filter(problem -> problem.reason().equals("unknown field"))
                        .toList());
        assertTrue(object.toString().contains("dualStackAddressFamily"), "the schema was walked");
    }

    /// Every property of a schema once, with a value of its type or the first that it lists.
    private static JsonNode exampleOf(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "object" -> {
                ObjectNode object = JSON.createObjectNode();
                schema.path("properties")
                        .properties()
                        .forEach(each -> object.set(each.getKey(), exampleOf(each.getValue())));
                yield object;
            }
            case "array" -> JSON.createArrayNode().add(exampleOf(schema.path("items")));
            case "integer" ->
                JSON.getNodeFactory()
                        .numberNode(Math.max(1, schema.path("minimum").asInt(1)));
            case "boolean" -> JSON.getNodeFactory().booleanNode(false);
            default ->
                JSON.getNodeFactory().textNode(schema.path("enum").path(0).asText("1"));
        };
    }
}
