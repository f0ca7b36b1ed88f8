package io.barewire.daemon.cli;

import io.barewire.daemon.control.Question;
import io.barewire.wire.Prefix;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which part of a table of routes.
final class PageOptions {
    @Option(names = "--prefix", paramLabel = "PREFIX", description = "this prefix and what lies inside it")
    private Optional<String> prefix = Optional.empty();

    @Option(names = "--after", paramLabel = "PREFIX", description = "begin behind this prefix, to go on after a page")
    private Optional<String> after = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "at most this many prefixes, 1 to " + Question.Page.MOST_ROUTES + " (default: ${DEFAULT-VALUE})")
    private int limit;

    Question.Page page() {
        if (limit < 1 || limit > Question.Page.MOST_ROUTES) {
            throw new IllegalArgumentException("--limit " + limit + " is not within 1 to " + Question.Page.MOST_ROUTES);
        }
        return new Question.Page(prefix.map(Prefix::parse), after.map(Prefix::parse), limit);
    }
}
