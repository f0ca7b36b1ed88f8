package io.barewire.mesh.decode;

import io.barewire.rib.Aggregate;
import io.barewire.rib.AttributeChange;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `aggregates`.
final class AggregateDecoder {
    private static final int MOST = 1000;

    private AggregateDecoder() {}

    /// What is right of them; the rest is reported.
    static List<Aggregate> decode(Field list) {
        List<Aggregate> aggregates = new ArrayList<>();
        Set<Prefix> seen = new HashSet<>();
        for (Field element : list.upTo(MOST)) {
            aggregate(element).ifPresent(aggregate -> {
                if (seen.add(aggregate.prefix())) {
                    aggregates.add(aggregate);
                } else {
                    element.member("prefix").error(aggregate.prefix() + " is there twice", "keep one of them");
                }
            });
        }
        return aggregates;
    }

    private static Optional<Aggregate> aggregate(Field field) {
        field.requireOnly(List.of("prefix", "summaryOnly", "discard", "set"));
        Field prefix = field.member("prefix");
        if (field.isMap() && !prefix.present()) {
            prefix.error("missing", "the prefix to announce is needed");
        }
        boolean summaryOnly = field.member("summaryOnly").flag().orElse(false);
        boolean discard = field.member("discard").flag().orElse(true);
        List<AttributeChange> changes = ChangeDecoder.decode(field.member("set"));
        return prefix.prefix().flatMap(network -> {
            try {
                return Optional.of(new Aggregate(network, summaryOnly, changes, discard));
            } catch (IllegalArgumentException cannotBe) {
                field.error(String.valueOf(cannotBe.getMessage()), "a shorter prefix, or fewer changes, are needed");
                return Optional.empty();
            }
        });
    }
}
