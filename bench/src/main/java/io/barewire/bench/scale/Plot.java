package io.barewire.bench.scale;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Outcomes as an SVG: sessions, messages and time, each over the number of nodes, all on logarithmic scales.
final class Plot {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 180;
    private static final int MARGIN = 50;

    private Plot() {}

    static String svg(List<Outcome> outcomes) {
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(3 * (WIDTH + MARGIN) + MARGIN)
                .append(' ')
                .append(HEIGHT + 2 * MARGIN)
                .append("\" font-family=\"sans-serif\" font-size=\"11\">\n");
        panel(svg, 0, "sessions", outcomes, Outcome::sessions);
        panel(svg, 1, "messages", outcomes, Outcome::messages);
        panel(svg, 2, "seconds to converge", outcomes, outcome -> outcome.convergedNanos() / 1e9);
        return svg.append("</svg>\n").toString();
    }

    private static void panel(
            StringBuilder svg, int column, String title, List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        int left = MARGIN + column * (WIDTH + MARGIN);
        double lowX = floor(outcomes, Outcome::nodes);
        double highX = ceiling(outcomes, Outcome::nodes);
        double lowY = floor(outcomes, value);
        double highY = ceiling(outcomes, value);
        text(svg, left, MARGIN - 12, title);
        svg.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#999\"/>%n"
                .formatted(left, MARGIN, WIDTH, HEIGHT));
        for (double power = lowX; power <= highX; power++) {
            text(svg, left + x(power, lowX, highX) - 8, MARGIN + HEIGHT + 15, label(power));
        }
        for (double power = lowY; power <= highY; power++) {
            text(svg, left - 34, MARGIN + y(power, lowY, highY) + 4, label(power));
        }
        for (String topology : List.of("full-mesh", "route-reflector")) {
            String colour = topology.equals("full-mesh") ? "#c33" : "#36c";
            StringBuilder points = new StringBuilder();
            double lastY = 0;
            for (Outcome outcome : outcomes) {
                if (outcome.topology().equals(topology)) {
                    lastY = MARGIN + y(Math.log10(value.applyAsDouble(outcome)), lowY, highY);
                    points.append(String.format(
                            Locale.ROOT, "%.0f,%.0f ", left + x(Math.log10(outcome.nodes()), lowX, highX), lastY));
                }
            }
            svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"%s\"/>%n"
                    .formatted(colour, points.toString().strip()));
            svg.append("<text x=\"%d\" y=\"%.0f\" fill=\"%s\" text-anchor=\"end\">%s</text>%n"
                    .formatted(left + WIDTH - 4, lastY - 6, colour, topology));
        }
    }

    private static double x(double power, double low, double high) {
        return WIDTH * (power - low) / Math.max(high - low, 1);
    }

    private static double y(double power, double low, double high) {
        return HEIGHT - HEIGHT * (power - low) / Math.max(high - low, 1);
    }

    private static double floor(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        return Math.floor(Math.log10(outcomes.stream().mapToDouble(value).min().orElse(1)));
    }

    private static double ceiling(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
        return Math.ceil(Math.log10(outcomes.stream().mapToDouble(value).max().orElse(10)));
    }

    private static String label(double power) {
        return power >= 0 && power < 4 ? String.valueOf(Math.round(Math.pow(10, power))) : "1e" + Math.round(power);
    }

    private static void text(StringBuilder svg, double x, double y, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"%.0f\">%s</text>%n", x, y, text));
    }
}
