package io.barewire.daemon.status;

import io.barewire.mesh.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Something that happened, for an Event.
///
/// @param message what happened and what can be done, for people
record Report(About about, Reason reason, String message) {
    enum Reason {
        SESSION_UP("SessionUp", false),
        SESSION_DOWN("SessionDown", true),
        CONFIGURATION_REFUSED("ConfigurationRefused", true),
        CONFIGURATION_ACCEPTED("ConfigurationAccepted", false);

        private final String text;
        private final boolean warning;

        Reason(String text, boolean warning) {
            this.text = text;
            this.warning = warning;
        }

        String text() {
            return text;
        }

        boolean isWarning() {
            return warning;
        }
    }

    /// The object that it happened to.
    sealed interface About {
        record OfSession(SessionKey key) implements About {}

        record OfConfiguration(String kind, String namespace, String name) implements About {}
    }

    private static final Pattern CONFIGURATION = Pattern.compile("(FRRConfiguration|RoutingPolicy) ([^/]+)/(.+)");

    /// What happened between two looks at the agent; a session that went and came meanwhile is told as both.
    ///
    /// @param before empty at the first look
    static List<Report> between(Optional<Observation> before, Observation after) {
        List<Report> reports = new ArrayList<>();
        before.ifPresent(earlier -> after.sessions().forEach((key, session) -> {
            Observation.Session old = earlier.sessions().get(key);
            if (old != null) {
                sessionReports(key, old, session, reports);
            }
        }));
        Set<Problem> old = new HashSet<>(before.map(Observation::problems).orElse(List.of()));
        Set<About> refused = new HashSet<>();
        for (Problem problem : after.problems()) {
            Optional<About> about = about(problem);
            about.ifPresent(refused::add);
            if (about.isPresent() && !old.contains(problem)) {
                String field = problem.path().isEmpty() ? "" : problem.path() + ": ";
                String remedy = problem.remedy().isEmpty() ? "" : "; " + problem.remedy();
                reports.add(new Report(about.get(), Reason.CONFIGURATION_REFUSED, field + problem.reason() + remedy));
            }
        }
        old.stream()
                .sorted()
                .flatMap(problem -> about(problem).stream())
                .distinct()
                .filter(about -> !refused.contains(about))
                .forEach(about -> reports.add(
                        new Report(about, Reason.CONFIGURATION_ACCEPTED, "what was wrong with it is no longer")));
        return reports;
    }

    private static void sessionReports(
            SessionKey key, Observation.Session before, Observation.Session after, List<Report> reports) {
        About about = new About.OfSession(key);
        if (after.peer().timesLost() > before.peer().timesLost()) {
            String why = after.peer().lastEnd().map(end -> ": " + end.why()).orElse("");
            reports.add(new Report(
                    about, Reason.SESSION_DOWN, "session with " + after.peer().id() + " is down" + why));
        }
        if (after.peer().timesEstablished() > before.peer().timesEstablished()) {
            reports.add(new Report(
                    about, Reason.SESSION_UP, "session with " + after.peer().id() + " is up"));
        }
    }

    /// Only of errors: a warning keeps nothing out of force.
    private static Optional<About> about(Problem problem) {
        Matcher matcher = CONFIGURATION.matcher(problem.object());
        return problem.isError() && matcher.matches()
                ? Optional.of(new About.OfConfiguration(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }
}
