package io.barewire.daemon.agent;

import io.barewire.mesh.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Logs each problem of the manifests once when it appears and once when it is gone, however often they are read.
/// Confined to one thread.
final class ProblemLog {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemLog.class);

    private Set<Problem> known = Set.of();

    void report(List<Problem> problems) {
        Set<Problem> now = new HashSet<>(problems);
        SortedSet<Problem> gone = new TreeSet<>(known);
        gone.removeAll(now);
        SortedSet<Problem> fresh = new TreeSet<>(now);
        fresh.removeAll(known);
        gone.forEach(problem -> LOG.info("no longer: {}", problem));
        fresh.forEach(problem -> LOG.atLevel(level(problem)).log("{}", problem));
        known = now;
    }

    private static Level level(Problem problem) {
        return switch (problem.severity()) {
            case ERROR -> Level.ERROR;
            case WARNING -> Level.WARN;
            case INFO -> Level.INFO;
        };
    }
}
