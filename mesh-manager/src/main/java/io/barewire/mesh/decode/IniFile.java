package io.barewire.mesh.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An ini file as OVN-Kubernetes reads it: `[section]`, `key = value`, comments from `;` or `#` to the end of the line,
/// values in double quotes when they hold such a sign. Names are case-insensitive and kept in lower case.
///
/// @param badLines those that are none of this, by number
record IniFile(List<Entry> entries, List<Integer> badLines) {
    /// One setting; a key without a value means `true`.
    record Entry(String section, String key, String value, int line) {}

    IniFile {
        entries = List.copyOf(entries);
        badLines = List.copyOf(badLines);
    }

    static IniFile parse(String text) {
        List<Entry> entries = new ArrayList<>();
        List<Integer> badLines = new ArrayList<>();
        String section = "";
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = withoutComment(lines.get(i)).strip();
            if (line.isEmpty()) {
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? line : line.substring(0, equals).strip();
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1).strip().toLowerCase(Locale.ROOT);
            } else if (section.isEmpty() || !key.matches("[A-Za-z0-9_.-]+")) {
                badLines.add(i + 1);
            } else {
                String value = equals < 0
                        ? "true"
                        : unquoted(line.substring(equals + 1).strip());
                entries.add(new Entry(section, key.toLowerCase(Locale.ROOT), value, i + 1));
            }
        }
        return new IniFile(entries, badLines);
    }

    private static String withoutComment(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ';' || c == '#')) {
                return line.substring(0, i);
            }
        }
        return line;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
