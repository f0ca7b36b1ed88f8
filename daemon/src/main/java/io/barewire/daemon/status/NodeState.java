package io.barewire.daemon.status;

import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.FrrConfiguration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What an FRRNodeState says. Raw configuration is taken apart when objects are converted, but frr-k8s does not look
/// at it before it reloads FRR, so that is where its users look for what is wrong with it.
///
/// @param lastConversionResult `success`, or `failed: ` and why
/// @param lastReloadResult `success`, or `ERROR: ` and why
/// @param problems all there are, for people; empty when there are none
record NodeState(String runningConfig, String lastConversionResult, String lastReloadResult, String problems) {
    private static final String SUCCESS = "success";

    /// A third of what etcd takes of an object: managed fields and the rest must fit beside it.
    private static final int MOST_CHARACTERS = 512 * 1024;

    /// As with all of an object's annotations, 256 KiB is the limit.
    private static final int MOST_PROBLEMS = 20;

    static NodeState of(Observation observation) {
        List<Problem> errors =
                observation.problems().stream().filter(Problem::isError).toList();
        Predicate<Problem> raw = problem -> problem.path().startsWith(FrrConfiguration.RAW_PATH);
        List<String> conversion = texts(errors.stream().filter(raw.negate()));
        List<String> reload = texts(Stream.concat(errors.stream().filter(raw), observation.applyFailure().stream()));
        return new NodeState(
                cut(observation.runningConfig()),
                conversion.isEmpty() ? SUCCESS : "failed: " + String.join("\n", conversion),
                reload.isEmpty() ? SUCCESS : "ERROR: " + String.join("\n", reload),
                String.join("\n", texts(observation.problems().stream())));
    }

    private static List<String> texts(Stream<?> problems) {
        List<String> texts = problems.map(Object::toString).distinct().toList();
        return texts.size() <= MOST_PROBLEMS
                ? texts
                : Stream.concat(
                                texts.stream().limit(MOST_PROBLEMS),
                                Stream.of("and " + (texts.size() - MOST_PROBLEMS) + " more"))
                        .toList();
    }

    private static String cut(String config) {
        if (config.length() <= MOST_CHARACTERS) {
            return config;
        }
        int end = config.lastIndexOf('\n', MOST_CHARACTERS) + 1;
        return config.substring(0, end) + "! " + config.substring(end).lines().count()
                + " lines more than fit here: see barewire show config\n";
    }
}
