package io.barewire.mesh.decode;

import static io.barewire.mesh.manifests.Manifests.yaml;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.FrrK8sConfiguration.LogLevel;
import io.barewire.mesh.objects.ObjectKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrrK8sConfigurationTest {
    private static String settings(String namespace, String name, String spec) {
        return """
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRK8sConfiguration
                metadata: {name: %s, namespace: %s}
                spec: {%s}
                ---
                """.formatted(name, namespace, spec);
    }

    private static Optional<LogLevel> level(ClusterSnapshot snapshot) {
        return snapshot.frrK8sConfiguration().flatMap(FrrK8sConfiguration::logLevel);
    }

    @ParameterizedTest
    @EnumSource
    void theLogLevelIsInTheWordsOfFrrK8s(LogLevel level) {
        ClusterSnapshot snapshot =
                yaml(settings("ns", "config", "logLevel: " + level.name().toLowerCase(Locale.ROOT)));
        assertEquals(Optional.of(level), level(snapshot));
        assertEquals(List.of(), snapshot.problems());
    }

    @Test
    void withoutALevelThereIsNothingToChange() {
        assertEquals(Optional.empty(), level(yaml(settings("ns", "config", ""))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Debug", "trace", "7", "''"})
    void whatIsNoLevelIsAnError(String word) {
        ClusterSnapshot snapshot = yaml(settings("ns", "config", "logLevel: " + word));
        assertEquals(Optional.empty(), level(snapshot));
        assertTrue(snapshot.problems().getFirst().isError());
        assertEquals("spec.logLevel", snapshot.problems().getFirst().path());
    }

    @Test
    void oneOfAnotherNameMeansNothingAndIsSaid() {
        ClusterSnapshot snapshot = yaml(settings("ns", "debugging", "logLevel: debug"));
        assertEquals(Optional.empty(), snapshot.frrK8sConfiguration());
        assertTrue(snapshot.problems().toString().contains("only the one called \"config\" counts"));
    }

    @Test
    void ofTwoInAFolderTheFirstCounts() {
        ClusterSnapshot snapshot =
                yaml(settings("b", "config", "logLevel: debug") + settings("a", "config", "logLevel: warn"));
        assertEquals(
                Optional.of(new ObjectKey("a", "config")),
                snapshot.frrK8sConfiguration().map(FrrK8sConfiguration::key));
        assertTrue(snapshot.problems().toString().contains("there is another FRRK8sConfiguration"));
    }
}
