package io.barewire.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.acceptance.AcceptanceTable;
import io.barewire.testkit.acceptance.Criterion;
import io.barewire.testkit.acceptance.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    @Test
    void theDocumentationShowsTheList() throws IOException {
        String documented = Files.readString(ROOT.resolve("docs/acceptance.md"));
        assertTrue(documented.contains(new AcceptanceTable(ROOT).documented()), "./dev interop --update writes it");
    }
}
