package io.barewire.mesh.decode;

import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.LabelSelector.Operator;
import io.barewire.mesh.objects.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Reads `matchLabels` and `matchExpressions`. The API server takes any text for a key or a value there, so their form
/// is checked here.
final class LabelSelectorDecoder {
    private static final List<String> OPERATORS =
            Arrays.stream(Operator.values()).map(Enum::name).toList();

    private static final List<String> KNOWN = List.of("matchLabels", "matchExpressions");

    private static final int LONGEST = 63;
    private static final int LONGEST_DOMAIN = 253;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");
    private static final Pattern DOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private final String context;

    private LabelSelectorDecoder(String context) {
        this.context = context;
    }

    /// @param context what a fault's reason begins with
    static LabelSelector decode(Field selector, String context) {
        return new LabelSelectorDecoder(context).decode(selector);
    }

    private LabelSelector decode(Field selector) {
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
        Field labels = selector.member("matchLabels");
        Map<String, String> texts = labels.texts();
        texts.forEach((key, value) -> {
            checkKey(labels.member(key), key);
            checkValue(labels.member(key), value);
        });
        return new LabelSelector(texts, requirements);
    }

    /// A name, or a DNS domain, a slash and a name.
    private void checkKey(Field field, String key) {
        int slash = key.indexOf('/');
        String domain = key.substring(0, Math.max(slash, 0));
        String name = key.substring(slash + 1);
        boolean right = name.length() <= LONGEST
                && NAME.matcher(name).matches()
                && (slash < 0
                        || (domain.length() <= LONGEST_DOMAIN
                                && DOMAIN.matcher(domain).matches()));
        if (!right) {
            fault(
                    field,
                    "\"" + key + "\" is not a label's key",
                    "NAME or DOMAIN/NAME is needed, as kubernetes.io/hostname");
        }
    }

    private void checkValue(Field field, String value) {
        if (!value.isEmpty()
                && !(value.length() <= LONGEST && NAME.matcher(value).matches())) {
            fault(
                    field,
                    "\"" + value + "\" is not a label's value",
                    "up to " + LONGEST + " letters, digits and inner -, _ or . are needed");
        }
    }

    private Optional<Requirement> requirement(Field expression) {
        expression.expectOnly(List.of("key", "operator", "values"));
        Optional<String> key = expression.member("key").text();
        Optional<Operator> operator =
                expression.member("operator").oneOf(OPERATORS).map(Operator::valueOf);
        key.ifPresent(text -> checkKey(expression.member("key"), text));
        Set<String> values = new TreeSet<>();
        for (Field value : expression.member("values").elements()) {
            value.text().ifPresent(text -> {
                checkValue(value, text);
                values.add(text);
            });
        }
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
            fault(
                    expression.member("values"),
                    needsValues ? "missing" : "not allowed beside " + operator.get(),
                    needsValues ? operator.get() + " needs at least one value" : "leave it out");
        }
        return Optional.of(new Requirement(key.get(), operator.get(), values));
    }

    private void fault(Field field, String reason, String remedy) {
        field.error(context + reason, remedy);
    }
}
