package io.barewire.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which feature works with which daemon, as this run has shown it: a Markdown table with notes, in
/// `target/interop-matrix.md`.
final class Matrix {
    private static final Path FILE = Path.of("target", "interop-matrix.md");

    private final Map<Feature, Map<DaemonKind, Count>> results = new EnumMap<>(Feature.class);
    private final Map<Feature, Set<String>> classes = new EnumMap<>(Feature.class);

    private record Count(int runs, int failures) {}

    void shownBy(Feature feature, Class<?> test) {
        classes.computeIfAbsent(feature, _ -> new TreeSet<>()).add(test.getSimpleName());
    }

    void ran(Feature feature, DaemonKind daemon, boolean failed) {
        results.computeIfAbsent(feature, _ -> new EnumMap<>(DaemonKind.class))
                .merge(
                        daemon,
                        new Count(1, failed ? 1 : 0),
                        (a, b) -> new Count(a.runs + b.runs, a.failures + b.failures));
    }

    void write() {
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            Files.writeString(FILE, toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String toString() {
        List<String> notes = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("Feature"));
        DaemonKind.selected().forEach(daemon -> head.add(daemon.label()));
        head.add("Scenarios");
        rows.add(head);
        classes.forEach((feature, names) -> {
            List<String> row = new ArrayList<>(List.of(feature.label()));
            DaemonKind.selected().forEach(daemon -> row.add(cell(feature, daemon, notes)));
            row.add(names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")));
            rows.add(row);
        });
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|").append("---|".repeat(head.size())).append('\n');
            }
        }
        text.append('\n');
        for (int i = 0; i < notes.size(); i++) {
            text.append(i + 1).append(". ").append(notes.get(i)).append('\n');
        }
        return text.toString();
    }

    private String cell(Feature feature, DaemonKind daemon, List<String> notes) {
        if (feature.lackOf(daemon).isPresent()) {
            return "–" + mark(daemon.label() + ": " + feature.lackOf(daemon).get(), notes);
        }
        Count count = results.getOrDefault(feature, Map.of()).get(daemon);
        if (count == null) {
            return "not run";
        }
        if (count.failures > 0) {
            return "**fails** " + count.failures + " of " + count.runs;
        }
        return "works";
    }

    /// The number of a note, the same for the same words.
    private static String mark(String note, List<String> notes) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
        return " [" + (notes.indexOf(note) + 1) + "]";
    }
}
