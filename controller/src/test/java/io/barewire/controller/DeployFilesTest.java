package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/// What the files of deploy/ say of each other and of the documentation.
class DeployFilesTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final Pattern METRIC = Pattern.compile("\\b(?:barewire|frrk8s)_[a-z0-9_]+");
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void everyCustomResourceDefinitionIsListed() throws IOException {
        JsonNode list =
                JSON.valueToTree(new Yaml().<Object>load(Files.readString(DEPLOY.resolve("crds/kustomization.yml"))));
        Set<String> listed = new TreeSet<>();
        list.path("resources").forEach(resource -> listed.add(resource.asText()));
        try (Stream<Path> files = Files.list(DEPLOY.resolve("crds"))) {
            assertEquals(
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml"))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    listed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yaml", "dashboard.json"})
    void everyMetricIsOneThatThereIs(String file) throws IOException {
        String documented = Files.readString(Path.of("../docs/metrics.md"));
        Matcher metric =
                METRIC.matcher(Files.readString(DEPLOY.resolve("monitoring").resolve(file)));
        int count = 0;
        while (metric.find()) {
            String name = metric.group();
            assertTrue(documented.contains("`" + name + "`"), name);
            count++;
        }
        assertTrue(count > 5, count + " metrics");
    }

    /// Ours and those of people's tools read them: the one takes the last of two values, the other refuses the file.
    @ParameterizedTest
    @ValueSource(strings = {"base/barewire.yaml", "chart/barewire/values.yaml", "monitoring/servicemonitor.yaml"})
    void noKeyIsThereTwice(String file) throws IOException {
        assertTrue(!documents(file).isEmpty());
    }

    @Test
    void theServiceMonitorFindsTheServiceAndItsPorts() throws IOException {
        JsonNode monitor =
                documents("monitoring/servicemonitor.yaml").getFirst().path("spec");
        JsonNode service = documents("base/barewire.yaml").stream()
                .filter(object -> object.path("kind").asText().equals("Service"))
                .filter(object -> object.at("/metadata/name").asText().equals("barewire-metrics"))
                .findFirst()
                .orElseThrow();
        monitor.at("/selector/matchLabels")
                .properties()
                .forEach(label -> assertEquals(
                        label.getValue(), service.at("/metadata/labels").get(label.getKey()), label.getKey()));
        assertEquals(
                service.at("/spec/ports").findValuesAsText("name"),
                monitor.path("endpoints").findValuesAsText("port"));
    }

    private static List<JsonNode> documents(String file) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<JsonNode> documents = new ArrayList<>();
        new Yaml(strict)
                .loadAll(Files.readString(DEPLOY.resolve(file)))
                .forEach(document -> documents.add(JSON.valueToTree(document)));
        return documents;
    }
}
