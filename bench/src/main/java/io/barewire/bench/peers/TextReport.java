package io.barewire.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A comparison as a table for terminals: a row per figure, a column per daemon.
public final class TextReport {
    private TextReport() {}

    /// @param force whether to print figures that must not be compared, marked as such
    static String of(Comparison comparison, boolean force) {
        StringBuilder text = new StringBuilder("\n%s  %s%n"
                .formatted(comparison.workload().name(), comparison.workload().title()));
        if (!comparison.flaws().isEmpty()) {
            text.append(force ? "NOT A COMPARISON:\n" : "no comparison, because of:\n");
            comparison.flaws().forEach(flaw -> text.append("  ! ").append(flaw).append('\n'));
            if (!force) {
                return text.append("  Run it again on a quiet machine, leave out what does not get there, or see it"
                                + " with --force.\n")
                        .toString();
            }
        }
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(comparison.rows().keySet());
        table.add(head);
        for (Column column : comparison.workload().columns()) {
            List<String> line = new ArrayList<>(List.of(column.title()));
            comparison.rows().keySet().forEach(daemon -> line.add(cell(comparison, daemon, column)));
            table.add(line);
        }
        return text.append(aligned(table)).toString();
    }

    /// `1.25 (1.20-1.31) ×0.46`: median, least and most, ratio to the best of the others.
    static String cell(Comparison comparison, String daemon, Column column) {
        Optional<Spread> spread = comparison.spread(daemon, column);
        if (spread.isEmpty()) {
            return "-";
        }
        StringBuilder text = new StringBuilder(number(spread.get().median()));
        if (spread.get().count() > 1) {
            text.append(" (%s-%s)"
                    .formatted(number(spread.get().least()), number(spread.get().most())));
        }
        if (column.compared()) {
            comparison.ratio(daemon, column).ifPresent(ratio -> text.append(" ×%.2f".formatted(ratio)));
        }
        return text.toString();
    }

    /// Three digits that say something.
    public static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || value == 0 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    /// Columns as wide as their widest cell.
    public static String aligned(List<List<String>> table) {
        StringBuilder text = new StringBuilder();
        for (List<String> line : table) {
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = table.stream()
                        .mapToInt(row -> row.get(at).length())
                        .max()
                        .orElse(0);
                String cell = line.get(column);
                text.append(cell).append(" ".repeat(width - cell.length() + 2));
            }
            text.setLength(text.toString().stripTrailing().length());
            text.append('\n');
        }
        return text.toString();
    }
}
