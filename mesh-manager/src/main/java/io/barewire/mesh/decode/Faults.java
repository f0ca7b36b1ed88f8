package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with one object while it is decoded. Bounded: a file full of faults is not worth more
/// memory than its first hundred.
final class Faults {
    private static final int MOST = 100;

    private final Origin origin;
    private final String object;
    private final LineFinder lines;
    private final List<Problem> problems = new ArrayList<>();
    private boolean errors;

    /// @param object its kind and name; empty while not known
    Faults(Origin origin, String object, LineFinder lines) {
        this.origin = origin;
        this.object = object;
        this.lines = lines;
    }

    void error(FieldPath path, String reason, String remedy) {
        errors = true;
        add(Severity.ERROR, path, reason, remedy);
    }

    void warning(FieldPath path, String reason, String remedy) {
        add(Severity.WARNING, path, reason, remedy);
    }

    private void add(Severity severity, FieldPath path, String reason, String remedy) {
        int line = lines.lineOf(path);
        add(new Problem(severity, line == 0 ? origin : origin.atLine(line), object, path.toString(), reason, remedy));
    }

    void add(Problem problem) {
        errors |= problem.isError();
        // a field may be read more than once
        if (problems.size() < MOST && !problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /// Where the object begins.
    Origin origin() {
        return origin;
    }

    String object() {
        return object;
    }

    boolean anyError() {
        return errors;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }
}
