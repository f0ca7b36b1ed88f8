package io.barewire.mesh.objects;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Selects objects by their labels; all requirements must hold, so an empty selector selects everything.
public record LabelSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {
    /// Selects everything.
    public static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

    /// The operators of Kubernetes, under their own names.
    public enum Operator {
        In,
        NotIn,
        Exists,
        DoesNotExist
    }

    /// One entry of `matchExpressions`.
    public record Requirement(String key, Operator operator, Set<String> values) {
        public Requirement {
            values = Set.copyOf(values);
        }

        /// `NotIn` holds for an object without the label, as in Kubernetes.
        boolean holdsFor(Map<String, String> labels) {
            String value = labels.get(key);
            return switch (operator) {
                case In -> value != null && values.contains(value);
                case NotIn -> value == null || !values.contains(value);
                case Exists -> value != null;
                case DoesNotExist -> value == null;
            };
        }
    }

    public LabelSelector {
        matchLabels = Map.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    public boolean selects(Map<String, String> labels) {
        return matchLabels.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(labels.get(entry.getKey())))
                && matchExpressions.stream().allMatch(requirement -> requirement.holdsFor(labels));
    }
}
