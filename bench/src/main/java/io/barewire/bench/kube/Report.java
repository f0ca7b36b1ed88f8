package io.barewire.bench.kube;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/// All tables, for people and for programs, with what the machine was doing meanwhile.
final class Report {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final List<Figures> tables;
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final String loadBefore = load();

    Report(Path file, List<Figures> tables) {
        this.file = file;
        this.tables = tables;
    }

    String text() {
        return tables.stream()
                .filter(table -> !table.isEmpty())
                .map(Figures::text)
                .collect(Collectors.joining(
                        "",
                        "",
                        "\nload of the machine (1, 5, 15 min) before %s, after %s%n".formatted(loadBefore, load())));
    }

    void write() throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("facts")
                .put("began", began.toString())
                .put("load-before", loadBefore)
                .put("load-after", load())
                .put("kernel", System.getProperty("os.version"))
                .put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()))
                .put("java", System.getProperty("java.runtime.version"));
        ObjectNode all = root.putObject("tables");
        tables.forEach(table -> table.into(all));
        Files.createDirectories(file.toAbsolutePath().getParent());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    }

    private static String load() {
        try {
            String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ", -1);
            return String.join(" ", List.of(words).subList(0, 3));
        } catch (IOException _) {
            return "unknown";
        }
    }
}
