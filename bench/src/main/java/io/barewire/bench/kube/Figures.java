package io.barewire.bench.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bench.peers.Spread;
import io.barewire.bench.peers.TextReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// A table of figures: a row for each, a column for each state of the cluster; in a cell what several runs gave.
final class Figures {
    /// @param key in JSON
    /// @param aim what its median should be below
    record Row(String key, String title, OptionalDouble aim) {
        static Row of(String key, String title) {
            return new Row(key, title, OptionalDouble.empty());
        }

        static Row below(double aim, String key, String title) {
            return new Row(key, "%s (aim: below %s)".formatted(title, TextReport.number(aim)), OptionalDouble.of(aim));
        }
    }

    private final String title;
    private final List<Row> rows;
    private final Map<String, Map<String, List<Double>>> columns = new LinkedHashMap<>();

    Figures(String title, Row... rows) {
        this.title = title;
        this.rows = List.of(rows);
    }

    void put(String column, String row, double value) {
        if (rows.stream().noneMatch(each -> each.key().equals(row))) {
            throw new IllegalArgumentException("there is no row " + row);
        }
        columns.computeIfAbsent(column, _ -> new LinkedHashMap<>())
                .computeIfAbsent(row, _ -> new ArrayList<>())
                .add(value);
    }

    /// Median of what was put there; empty when nothing was.
    Optional<Double> median(String column, String row) {
        return spread(column, row).map(Spread::median);
    }

    private Optional<Spread> spread(String column, String row) {
        return Spread.of(columns.getOrDefault(column, Map.of()).getOrDefault(row, List.of()));
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    String text() {
        List<List<String>> table = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(columns.keySet());
        table.add(head);
        for (Row row : rows) {
            List<String> line = new ArrayList<>(List.of(row.title()));
            columns.keySet()
                    .forEach(column -> line.add(spread(column, row.key())
                            .map(spread -> cell(spread, row.aim()))
                            .orElse("-")));
            table.add(line);
        }
        return "\n" + title + "\n" + TextReport.aligned(table);
    }

    private static String cell(Spread spread, OptionalDouble aim) {
        String text = TextReport.number(spread.median());
        if (spread.count() > 1) {
            text += " (%s-%s)".formatted(TextReport.number(spread.least()), TextReport.number(spread.most()));
        }
        return aim.isPresent() && spread.median() >= aim.getAsDouble() ? text + " MISSED" : text;
    }

    void into(ObjectNode root) {
        ObjectNode one = root.putObject(title);
        columns.forEach((column, cells) -> {
            ObjectNode object = one.putObject(column);
            cells.forEach((row, values) -> values.forEach(object.withArray(row)::add));
        });
    }
}
