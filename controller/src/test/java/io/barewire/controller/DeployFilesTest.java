package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
}
