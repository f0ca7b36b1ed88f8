package io.barewire.interop;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Makes the runs of a [Scenario]: one for each daemon that has its feature and each combination of the method's other
/// parameters. A daemon that lacks the feature is noted in the matrix.
final class ScenarioRuns implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Feature feature =
                context.getRequiredTestMethod().getAnnotation(Scenario.class).value();
        Run run = Run.of(context);
        run.matrix().shownBy(feature, context.getRequiredTestClass());
        List<List<Object>> cases =
                combinations(Arrays.stream(context.getRequiredTestMethod().getParameters())
                        .filter(ScenarioRuns::isVaried)
                        .map(ScenarioRuns::values)
                        .toList());
        return DaemonKind.selected().stream()
                .filter(kind -> feature.lackOf(kind).isEmpty())
                .flatMap(kind -> cases.stream().map(values -> new OneRun(run, feature, kind, values)));
    }

    private static boolean isVaried(Parameter parameter) {
        return !Daemon.class.isAssignableFrom(parameter.getType());
    }

    private static List<Object> values(Parameter parameter) {
        Class<?> type = parameter.getType();
        if (type == boolean.class) {
            return List.of(false, true);
        }
        if (type.isEnum()) {
            return Arrays.asList(type.getEnumConstants());
        }
        throw new IllegalArgumentException("a scenario takes a Daemon, an Frr, enums and booleans, not " + parameter);
    }

    private static List<List<Object>> combinations(List<List<Object>> dimensions) {
        List<List<Object>> all = List.of(List.of());
        for (List<Object> dimension : dimensions) {
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> before : all) {
                for (Object value : dimension) {
                    List<Object> values = new ArrayList<>(before);
                    values.add(value);
                    longer.add(values);
                }
            }
            all = longer;
        }
        return all;
    }

    /// One daemon and one value for each other parameter, in their order.
    private record OneRun(Run run, Feature feature, DaemonKind kind, List<Object> values)
            implements TestTemplateInvocationContext, ParameterResolver, AfterTestExecutionCallback {
        @Override
        public String getDisplayName(int index) {
            return kind.label() + values.stream().map(value -> ", " + value).collect(Collectors.joining());
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return true;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            if (type == Daemon.class) {
                return run.daemon(kind);
            }
            if (type == Frr.class) {
                return run.startBystander();
            }
            List<Parameter> others = Arrays.stream(
                            parameter.getDeclaringExecutable().getParameters())
                    .filter(ScenarioRuns::isVaried)
                    .toList();
            return values.get(others.indexOf(parameter.getParameter()));
        }

        /// The daemon ends with the scenario, so that the next one does not meet it by accident.
        @Override
        public void afterTestExecution(ExtensionContext context) {
            boolean failed = context.getExecutionException().isPresent();
            run.matrix().ran(feature, kind, failed);
            Daemon daemon = run.daemon(kind);
            if (failed) {
                System.out.println("==== " + kind.label() + " in \"" + context.getDisplayName() + "\"\n"
                        + daemon.lastConfiguration() + "\n----\n" + daemon.log() + "====");
            }
            daemon.end();
            run.bystander(Daemon::end);
        }
    }
}
