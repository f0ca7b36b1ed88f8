package io.barewire.controller;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.controller.ClusterView.LabeledNode;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.LabelSelector;
import io.barewire.mesh.objects.LabelSelector.Operator;
import io.barewire.mesh.objects.LabelSelector.Requirement;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.testkit.Rng;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final List<String> WORDS = List.of("a", "b", "c");

    /// Beside a plain map that is searched from end to end.
    @Test
    void aNodeIsGivenWhatSelectsIt() {
        forSeeds(500, rng -> {
            ClusterView view = new ClusterView();
            Map<ObjectKey, FrrConfiguration> model = new HashMap<>();
            for (int step = 0; step < 40; step++) {
                ObjectKey key = new ObjectKey("", word(rng) + word(rng));
                if (rng.oneIn(3)) {
                    view.remove(key);
                    model.remove(key);
                } else {
                    FrrConfiguration configuration =
                            new FrrConfiguration(key, Origin.NONE, selector(rng), List.of(), List.of());
                    view.put(configuration);
                    model.put(key, configuration);
                }
                LabeledNode node = new LabeledNode("n", labels(rng));
                Set<FrrConfiguration> wanted = model.values().stream()
                        .filter(one -> one.nodeSelector().selects(node.labels()))
                        .collect(Collectors.toSet());
                List<FrrConfiguration> found = view.selecting(node);
                assertEquals(wanted, new HashSet<>(found));
                assertEquals(wanted.size(), found.size());
            }
        });
    }

    private static LabelSelector selector(Rng rng) {
        return new LabelSelector(
                labels(rng),
                rng.oneIn(3) ? List.of(new Requirement(word(rng), Operator.NotIn, Set.of(word(rng)))) : List.of());
    }

    private static Map<String, String> labels(Rng rng) {
        Map<String, String> labels = new HashMap<>();
        for (int i = rng.between(0, 2); i > 0; i--) {
            labels.put(word(rng), word(rng));
        }
        return labels;
    }

    private static String word(Rng rng) {
        return rng.oneOf(WORDS);
    }
}
