package io.barewire.daemon.show;

import java.util.ArrayList;
import java.util.List;

/// Aligned columns of text. When a width is given and the rows do not fit, the last column continues on further lines
/// below itself; nothing is ever cut off.
final class TextTable {
    /// No limit, as for a pipe.
    static final int ANY_WIDTH = Integer.MAX_VALUE;

    private static final String GAP = "  ";

    /// Below this a wrapped column cannot be read, and a long line is the lesser evil.
    private static final int NARROWEST_LAST_COLUMN = 24;

    private final List<String> headings;
    private final List<Boolean> numeric;
    private final List<List<String>> rows = new ArrayList<>();

    /// @param headings a heading that begins with `>` has its column aligned to the right, as numbers are
    TextTable(String... headings) {
        this.headings = new ArrayList<>();
        this.numeric = new ArrayList<>();
        for (String heading : headings) {
            boolean right = heading.startsWith(">");
            numeric.add(right);
            this.headings.add(right ? heading.substring(1) : heading);
        }
    }

    void row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + headings.size() + " columns");
        }
        List<String> row = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            row.add(visible(cell.toString()));
        }
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    String render(int width) {
        int[] widths = new int[headings.size()];
        measure(headings, widths);
        rows.forEach(row -> measure(row, widths));
        StringBuilder text = new StringBuilder();
        render(headings, widths, width, text);
        rows.forEach(row -> render(row, widths, width, text));
        return text.toString();
    }

    private static void measure(List<String> row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private void render(List<String> row, int[] widths, int width, StringBuilder text) {
        StringBuilder line = new StringBuilder();
        int last = widths.length - 1;
        for (int i = 0; i < last; i++) {
            String cell = row.get(i);
            String padding = " ".repeat(widths[i] - cell.length());
            line.append(numeric.get(i) ? padding + cell : cell + padding).append(GAP);
        }
        int indent = line.length();
        int room = width - indent;
        String cell = row.get(last);
        if (room < NARROWEST_LAST_COLUMN || cell.length() <= room) {
            String padding = numeric.get(last) ? " ".repeat(widths[last] - cell.length()) : "";
            text.append((line + padding + cell).stripTrailing()).append('\n');
            return;
        }
        for (String part : wrapped(cell, room)) {
            text.append((line + part).stripTrailing()).append('\n');
            line = new StringBuilder(" ".repeat(indent));
        }
    }

    private static List<String> wrapped(String cell, int room) {
        List<String> parts = new ArrayList<>();
        String rest = cell;
        while (rest.length() > room) {
            int space = rest.lastIndexOf(' ', room);
            int end = space > 0 ? space : room;
            parts.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        parts.add(rest);
        return parts;
    }

    /// What peers and files say must not move a terminal's cursor.
    static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? '\uFFFD' : c);
        }
        return shown.toString();
    }
}
