package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The end of the story: for people as a table, for programs as JSON.
record Summary(List<StepResult> results) {
    Summary {
        results = List.copyOf(results);
    }

    boolean held() {
        return !results.isEmpty() && results.stream().allMatch(StepResult::held);
    }

    /// Whether a step did not hold, other than for a signal: somebody will want the logs.
    boolean failed() {
        return results.stream().anyMatch(result -> result.verdict() == StepResult.Verdict.FAILED);
    }

    Duration took() {
        return results.stream().map(StepResult::took).reduce(Duration.ZERO, Duration::plus);
    }

    String table() {
        int width = results.stream()
                .mapToInt(result -> result.title().length())
                .max()
                .orElse(0);
        StringBuilder table = new StringBuilder();
        int number = 0;
        for (StepResult result : results) {
            table.append("%2d  %-7s  %-8s  %s%n"
                    .formatted(
                            ++number,
                            result.verdict().word(),
                            result.verdict() == StepResult.Verdict.NOT_RUN ? "" : Screen.seconds(result.took()),
                            (result.title() + " ".repeat(width - result.title().length())).stripTrailing()));
        }
        long held = results.stream().filter(StepResult::held).count();
        table.append("%d of %d steps held, %s".formatted(held, results.size(), Screen.seconds(took())));
        return table.toString();
    }

    String json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("held", held());
        root.put("seconds", took().toMillis() / 1000.0);
        var steps = root.putArray("steps");
        for (StepResult result : results) {
            steps.addObject()
                    .put("title", result.title())
                    .put("verdict", result.verdict().name().toLowerCase(Locale.ROOT))
                    .put("seconds", result.took().toMillis() / 1000.0)
                    .put("seen", result.seen());
        }
        return root.toPrettyString();
    }
}
