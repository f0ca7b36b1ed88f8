package io.barewire.lab;

import java.util.ArrayList;
import java.util.List;

/// A plot as an SVG element: lines over a common x axis.
///
/// @param unit of the y axis
/// @param xUnit of the x axis
record LinePlot(String title, String unit, String xUnit, List<Line> lines) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 220;
    private static final int LEFT = 70;
    private static final int BOTTOM = 30;
    private static final int TOP = 10;
    private static final int RIGHT = 15;
    private static final int TICKS = 4;
    private static final List<String> COLORS = List.of("#d9822b", "#4a78b0", "#5a9a5a", "#888");

    /// @param y as many as `x`
    record Line(String name, List<Double> x, List<Double> y) {}

    String svg() {
        double mostX = most(lines.stream().flatMap(line -> line.x().stream()).toList());
        double mostY = most(lines.stream().flatMap(line -> line.y().stream()).toList());
        StringBuilder svg = new StringBuilder(
                "<figure><figcaption>%s</figcaption><svg width=\"%d\" height=\"%d\" font-size=\"11\">%n"
                        .formatted(escaped(title), WIDTH, HEIGHT));
        for (int i = 0; i <= TICKS; i++) {
            double y = y(mostY * i / TICKS, mostY);
            double x = x(mostX * i / TICKS, mostX);
            svg.append("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>".formatted(LEFT, y, WIDTH - RIGHT));
            svg.append("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s %s</text>"
                    .formatted(LEFT - 5, y + 4, number(mostY * i / TICKS), escaped(unit)));
            svg.append("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s %s</text>%n"
                    .formatted(x, HEIGHT - BOTTOM + 15, number(mostX * i / TICKS), escaped(xUnit)));
        }
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String color = COLORS.get(i % COLORS.size());
            List<String> points = new ArrayList<>();
            for (int at = 0; at < line.x().size(); at++) {
                points.add("%.1f,%.1f"
                        .formatted(x(line.x().get(at), mostX), y(line.y().get(at), mostY)));
            }
            svg.append(
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>".formatted(String.join(" ", points), color));
            svg.append("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n"
                    .formatted(LEFT + 10, TOP + 12 + 14 * i, color, escaped(line.name())));
        }
        return svg.append("</svg></figure>\n").toString();
    }

    private static double x(double value, double most) {
        return LEFT + value / most * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double value, double most) {
        return HEIGHT - BOTTOM - value / most * (HEIGHT - BOTTOM - TOP);
    }

    private static double most(List<Double> values) {
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        return most > 0 ? most : 1;
    }

    private static String number(double value) {
        return value >= 100
                ? "%,.0f".formatted(value)
                : value >= 10 ? "%.1f".formatted(value) : "%.2f".formatted(value);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
