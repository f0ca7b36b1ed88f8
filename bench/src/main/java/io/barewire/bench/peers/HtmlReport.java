package io.barewire.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Comparisons as one page that needs nothing else: a bar per daemon and figure, its spread as a line over it, and the
/// table below.
final class HtmlReport {
    private static final int WIDTH = 420;
    private static final int LINE = 22;
    private static final int LABEL = 90;
    private static final int VALUE = 110;

    private HtmlReport() {}

    /// @param force whether to show figures that must not be compared, marked as such
    static void write(Path file, Map<String, String> facts, List<Comparison> comparisons, boolean force)
            throws IOException {
        StringBuilder page = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>BGP daemons side by side</title>
                <style>
                body { font: 14px sans-serif; margin: 2em; max-width: 1200px }
                table { border-collapse: collapse } td, th { padding: 2px 10px; text-align: right; border-bottom: 1px solid #ddd }
                td:first-child, th:first-child { text-align: left }
                figure { display: inline-block; margin: 0 1em 1em 0 } figcaption { font-weight: bold }
                .flaw { color: #a00 }
                </style></head><body><h1>BGP daemons side by side</h1>
                <p>Medians; the line over a bar is from the least to the most. × is the ratio to the best of the others.</p>
                """);
        page.append("<p>");
        facts.forEach((name, value) -> page.append(escaped(name + ": " + value)).append("<br>"));
        page.append("</p>\n");
        comparisons.forEach(comparison -> page.append(section(comparison, force)));
        Files.writeString(file, page.append("</body></html>\n"));
    }

    private static String section(Comparison comparison, boolean force) {
        Workload workload = comparison.workload();
        StringBuilder text =
                new StringBuilder("<h2>%s: %s</h2>%n".formatted(workload.name(), escaped(workload.title())));
        boolean flawed = !comparison.flaws().isEmpty();
        if (flawed) {
            text.append("<p class=\"flaw\">").append(force ? "Not a comparison:" : "No comparison, because of:");
            comparison.flaws().forEach(flaw -> text.append("<br>").append(escaped(flaw)));
            text.append("</p>\n");
        }
        if (flawed && !force) {
            return text.toString();
        }
        workload.columns().stream().filter(Column::compared).forEach(column -> text.append(plot(comparison, column)));
        text.append("<table><tr><th></th>");
        comparison
                .rows()
                .keySet()
                .forEach(daemon -> text.append("<th>").append(daemon).append("</th>"));
        text.append("</tr>\n");
        for (Column column : workload.columns()) {
            text.append("<tr><td>").append(escaped(column.title())).append("</td>");
            for (String daemon : comparison.rows().keySet()) {
                text.append("<td>")
                        .append(TextReport.cell(comparison, daemon, column))
                        .append("</td>");
            }
            text.append("</tr>\n");
        }
        return text.append("</table>\n").toString();
    }

    private static String plot(Comparison comparison, Column column) {
        List<String> daemons = List.copyOf(comparison.rows().keySet());
        double most = daemons.stream()
                .flatMap(daemon -> comparison.spread(daemon, column).stream())
                .mapToDouble(Spread::most)
                .max()
                .orElse(1);
        double scale = most == 0 ? 0 : (WIDTH - LABEL - VALUE) / most;
        StringBuilder svg = new StringBuilder(
                "<figure><figcaption>%s</figcaption><svg width=\"%d\" height=\"%d\" font-size=\"12\">%n"
                        .formatted(escaped(column.title()), WIDTH, daemons.size() * LINE));
        for (int i = 0; i < daemons.size(); i++) {
            String daemon = daemons.get(i);
            int y = i * LINE;
            svg.append("<text x=\"0\" y=\"%d\">%s</text>".formatted(y + 15, daemon));
            Optional<Spread> spread = comparison.spread(daemon, column);
            if (spread.isEmpty()) {
                svg.append("<text x=\"%d\" y=\"%d\">–</text>%n".formatted(LABEL, y + 15));
                continue;
            }
            double bar = spread.get().median() * scale;
            double from = LABEL + spread.get().least() * scale;
            double to = LABEL + spread.get().most() * scale;
            svg.append("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                    .formatted(LABEL, y + 3, bar, LINE - 6, daemon.equals(Comparison.OURS) ? "#d9822b" : "#8aa4c8"));
            svg.append("<path d=\"M%.1f %dH%.1f\" stroke=\"#333\"/>".formatted(from, y + LINE / 2, to));
            svg.append("<text x=\"%.1f\" y=\"%d\">%s</text>%n"
                    .formatted(
                            Math.max(to, LABEL + bar) + 5,
                            y + 15,
                            TextReport.cell(comparison, daemon, column).replaceFirst(" \\(.*\\)", "")));
        }
        return svg.append("</svg></figure>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
