package io.barewire.mesh.decode;

import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.LabelSelector.Operator;
import io.barewire.mesh.objects.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads `matchLabels` and `matchExpressions`.
final class LabelSelectorDecoder {
    private static final List<String> OPERATORS =
            Arrays.stream(Operator.values()).map(Enum::name).toList();

    private static final List<String> KNOWN = List.of("matchLabels", "matchExpressions");

    private LabelSelectorDecoder() {}

    static LabelSelector decode(Field selector) {
        if (!selector.isMap()) {
            return LabelSelector.EVERYTHING;
        }
        for (String name : selector.names()) {
            if (!KNOWN.contains(name)) {
                // Leaving it out would select more nodes than meant, maybe all.
                selector.member(name).error("unknown field", Nearest.remedy(name, KNOWN));
            }
        }
        List<Requirement> requirements = new ArrayList<>();
        for (Field expression : selector.member("matchExpressions").elements()) {
            requirement(expression).ifPresent(requirements::add);
        }
        return new LabelSelector(selector.member("matchLabels").texts(), requirements);
    }

    private static Optional<Requirement> requirement(Field expression) {
        expression.expectOnly(List.of("key", "operator", "values"));
        Optional<String> key = expression.member("key").text();
        Optional<Operator> operator =
                expression.member("operator").oneOf(OPERATORS).map(Operator::valueOf);
        Set<String> values = new TreeSet<>();
        expression.member("values").elements().forEach(value -> value.text().ifPresent(values::add));
        if (key.isEmpty()) {
            expression.member("key").error("missing", "the label's key is needed");
        }
        if (!expression.member("operator").present()) {
            expression.member("operator").error("missing", "one of " + String.join(", ", OPERATORS) + " is needed");
        }
        if (key.isEmpty() || operator.isEmpty()) {
            return Optional.empty();
        }
        boolean needsValues = switch (operator.get()) {
            case In, NotIn -> true;
            case Exists, DoesNotExist -> false;
        };
        if (needsValues == values.isEmpty()) {
            expression
                    .member("values")
                    .error(
                            needsValues ? "missing" : "not allowed beside " + operator.get(),
                            needsValues ? operator.get() + " needs at least one value" : "leave it out");
        }
        return Optional.of(new Requirement(key.get(), operator.get(), values));
    }
}
