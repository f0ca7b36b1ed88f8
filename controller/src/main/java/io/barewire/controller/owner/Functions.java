package io.barewire.controller.owner;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is wished of each function.
///
/// @param modes of the functions that something is said about; the others are [Mode#AUTO]
public record Functions(Map<ClusterFunction, Mode> modes) {
    public static final Functions AUTOMATIC = new Functions(Map.of());

    public Functions {
        modes = Map.copyOf(modes);
    }

    public Mode mode(ClusterFunction function) {
        return modes.getOrDefault(function, Mode.AUTO);
    }

    /// Reads `route-advertisements=report,managed-routing=off`; `all=MODE` is about those that are not named.
    ///
    /// @throws IllegalArgumentException says what is wrong
    public static Functions parse(String text) {
        Map<ClusterFunction, Mode> modes = new EnumMap<>(ClusterFunction.class);
        Optional<Mode> others = Optional.empty();
        for (String each : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = each.indexOf('=');
            String word = each.substring(0, Math.max(equals, 0)).strip();
            Mode mode = mode(each.substring(equals + 1).strip(), each);
            if (word.equals("all")) {
                others = Optional.of(mode);
            } else {
                modes.put(function(word, each), mode);
            }
        }
        for (ClusterFunction function : ClusterFunction.values()) {
            others.ifPresent(mode -> modes.putIfAbsent(function, mode));
        }
        return new Functions(modes);
    }

    private static ClusterFunction function(String word, String where) {
        return Arrays.stream(ClusterFunction.values())
                .filter(function -> function.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + where + "\" does not begin with one of all, "
                        + Arrays.stream(ClusterFunction.values())
                                .map(ClusterFunction::word)
                                .collect(Collectors.joining(", "))
                        + ", and ="));
    }

    private static Mode mode(String word, String where) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("\"" + where + "\" does not end with auto, on, report or off"));
    }
}
