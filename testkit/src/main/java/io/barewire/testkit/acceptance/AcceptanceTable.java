package io.barewire.testkit.acceptance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The acceptance tables of a checkout: each row with the tests that show it, and what their last runs came to.
public final class AcceptanceTable {
    private final Map<Criterion, List<Claim>> claims = new EnumMap<>(Criterion.class);
    private final Reports reports;

    /// Reads the sources and the Surefire reports of the modules below `root`.
    public AcceptanceTable(Path root) throws IOException {
        List<Path> modules;
        try (var folders = Files.list(root)) {
            modules = folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
        reports = Reports.of(modules);
        for (Path module : modules) {
            for (Claim claim : Claim.in(module)) {
                claim.shows()
                        .forEach(row -> claims.computeIfAbsent(row, _ -> new ArrayList<>())
                                .add(claim));
            }
        }
    }

    /// What is the same for every run: the rows and their tests.
    public String documented(Suite suite) {
        StringBuilder text = new StringBuilder("| | Asks for | Test | Stage |\n|---|---|---|---|\n");
        for (Criterion row : Criterion.values()) {
            if (row.suite() != suite) {
                continue;
            }
            List<Claim> tests = claims.getOrDefault(row, List.of());
            text.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            row.id(),
                            row.asks(),
                            tests.stream()
                                    .map(test -> "`" + test.type() + "." + test.method() + "`")
                                    .collect(Collectors.joining(", ")),
                            tests.stream().map(Claim::stage).distinct().collect(Collectors.joining(", "))));
        }
        return text.toString();
    }

    /// What came of one row.
    public Result result(Criterion row) {
        List<Result> each = claims.getOrDefault(row, List.of()).stream()
                .map(claim -> reports.of(claim).orElse(new Result.NotRun(claim.stage())))
                .toList();
        if (each.isEmpty()) {
            return new Result.Untested();
        }
        return each.stream()
                .reduce((one, other) -> one.rank() <= other.rank() ? one : other)
                .orElseThrow();
    }

    /// The rows that have no test, or one that failed.
    public List<Criterion> missing() {
        List<Criterion> missing = new ArrayList<>();
        for (Criterion row : Criterion.values()) {
            switch (result(row)) {
                case Result.Failed _, Result.Untested _ -> missing.add(row);
                case Result.Passed _, Result.Skipped _, Result.NotRun _ -> {}
            }
        }
        return missing;
    }

    private void print(PrintStream out) {
        for (Criterion row : Criterion.values()) {
            if (row == row.suite().first()) {
                out.println("From the tests of " + row.suite().project());
            }
            String tests = claims.getOrDefault(row, List.of()).stream()
                    .map(test -> test.type() + "." + test.method())
                    .collect(Collectors.joining(", "));
            out.printf("%-9s %s%n        %s: %s%n", row.id(), row.asks(), result(row), tests);
        }
    }

    private boolean isIn(Path document) throws IOException {
        String text = Files.readString(document);
        return Stream.of(Suite.values())
                .allMatch(suite -> text.contains(suite.begin() + documented(suite) + suite.end()));
    }

    private void writeInto(Path document) throws IOException {
        String text = Files.readString(document);
        for (Suite suite : Suite.values()) {
            int begin = text.indexOf(suite.begin()) + suite.begin().length();
            text = text.substring(0, begin) + documented(suite) + text.substring(text.indexOf(suite.end()));
        }
        Files.writeString(document, text);
    }

    /// Prints the tables of the checkout in the current folder. Ends with 1 when a row has no test or one that failed,
    /// or when docs/acceptance.md shows other ones; `--update` writes them there.
    public static void main(String[] arguments) throws IOException {
        AcceptanceTable table = new AcceptanceTable(Path.of("").toAbsolutePath());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        table.print(out);
        Path document = Path.of("docs/acceptance.md");
        if (List.of(arguments).contains("--update")) {
            table.writeInto(document);
        }
        boolean documented = table.isIn(document);
        if (!documented) {
            out.println("docs/acceptance.md shows other tables; if these are right: ./dev interop --update");
        }
        List<Criterion> missing = table.missing();
        missing.forEach(row -> out.println(row.id() + " is not shown: " + table.result(row)));
        if (!documented || !missing.isEmpty()) {
            System.exit(1);
        }
    }
}
