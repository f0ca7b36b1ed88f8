package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong with one object while it is decoded. Bounded: a file full of faults is not worth more
/// memory than its first hundred, and a value that is wrong is quoted as far as a reader may want it: problems become
/// annotations, which have a limit together.
final class Faults {
    private static final int MOST = 100;
    private static final int LONGEST = 500;

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
        Origin at = line == 0 ? origin : origin.atLine(line);
        add(new Problem(severity, at, object, path.toString(), shortened(reason), remedy));
    }

    private static String shortened(String reason) {
        if (reason.length() <= LONGEST) {
            return reason;
        }
        int end = Character.isHighSurrogate(reason.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return reason.substring(0, end) + "…";
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
