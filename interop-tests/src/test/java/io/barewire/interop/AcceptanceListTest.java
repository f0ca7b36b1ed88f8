package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.acceptance.AcceptanceTable;
import io.barewire.testkit.acceptance.Criterion;
import io.barewire.testkit.acceptance.Result;
import io.barewire.testkit.acceptance.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// frr-k8s' acceptance list and the documentation of it, without running any of it.
class AcceptanceListTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void everyRowHasATest() throws IOException {
        AcceptanceTable table = new AcceptanceTable(ROOT);
        assertEquals(
                List.of(),
                Arrays.stream(Criterion.values())
                        .filter(row -> table.result(row) instanceof Result.Untested)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void theDocumentationShowsTheList(Suite suite) throws IOException {
        String documented = Files.readString(ROOT.resolve("docs/acceptance.md"));
        assertTrue(
                documented.contains(new AcceptanceTable(ROOT).documented(suite)), "./dev interop --update writes it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<skipped message='Assumption failed: no VRF devices'/>",
                "<skipped><![CDATA[org.opentest4j.TestAbortedException: no VRF devices\n\tat a.b.C.d\n]]></skipped>"
            })
    void aSkippedRowSaysWhy(String skipped, @TempDir Path root) throws IOException {
        Path module = Files.createDirectories(root.resolve("module"));
        Path sources = Files.createDirectories(module.resolve("src/test/java"));
        Path reports = Files.createDirectories(module.resolve("target/surefire-reports"));
        Files.createFile(module.resolve("pom.xml"));
        Files.writeString(sources.resolve("SomeTest.java"), """
                package a;

                class SomeTest {
                    @Test
                    @%s(ADV_5)
                    void shows() {}
                }
                """.formatted(
                        Acceptance.class.getSimpleName())); // not in full, or this file would claim to show it
        Files.writeString(
                reports.resolve("TEST-SomeTest.xml"),
                "<testsuite><testcase classname='a.SomeTest' name='shows'>" + skipped + "</testcase></testsuite>");
        assertEquals(new Result.Skipped("no VRF devices"), new AcceptanceTable(root).result(Criterion.ADV_5));
    }
}
