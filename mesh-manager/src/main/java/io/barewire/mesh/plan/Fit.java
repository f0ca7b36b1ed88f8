package io.barewire.mesh.plan;

import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Password;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Whether an FRRConfiguration could be in force beside others, asked before it is accepted. Keys in Secrets are not
/// compared: a Secret may come later.
public final class Fit {
    private Fit() {}

    /// What is wrong with `candidate` on a node that it and `others` select; empty when it fits.
    ///
    /// @param others merged first, by namespace and name; those that do not fit each other are left out
    public static Optional<Problem> problem(FrrConfiguration candidate, Collection<FrrConfiguration> others) {
        List<FrrConfiguration> before = others.stream()
                .map(Fit::withoutSecrets)
                .sorted(Comparator.comparing(FrrConfiguration::key))
                .toList();
        FrrConfiguration last = withoutSecrets(candidate);
        SortedMap<String, Router> routers = new TreeMap<>();
        for (FrrConfiguration other : before) {
            if (Merge.merge(routers, other) instanceof Merge.Outcome.Merged(SortedMap<String, Router> merged)) {
                routers = new TreeMap<>(merged);
            }
        }
        return switch (Merge.merge(routers, last)) {
            case Merge.Outcome.Merged _ -> Optional.empty();
            case Merge.Outcome.Conflict(String path, String reason) ->
                Optional.of(new Problem(
                        Severity.ERROR,
                        candidate.origin(),
                        "FRRConfiguration " + candidate.key(),
                        path.isEmpty() ? "spec.bgp.routers" : path,
                        reason,
                        "it must agree with " + opponent(last, before)));
        };
    }

    /// The first that alone is enough for a conflict.
    private static String opponent(FrrConfiguration candidate, List<FrrConfiguration> others) {
        return others.stream()
                .filter(other -> Merge.merge(new TreeMap<>(), other) instanceof Merge.Outcome.Merged(var alone)
                        && Merge.merge(alone, candidate) instanceof Merge.Outcome.Conflict)
                .findFirst()
                .map(other -> "FRRConfiguration " + other.key())
                .orElse("itself");
    }

    private static FrrConfiguration withoutSecrets(FrrConfiguration configuration) {
        return configuration.withRouters(configuration.routers().stream()
                .map(router -> router.withNeighbors(
                        router.neighbors().stream().map(Fit::withoutSecret).toList()))
                .toList());
    }

    private static Neighbor withoutSecret(Neighbor neighbor) {
        return neighbor.withPassword(neighbor.password().filter(password -> switch (password) {
            case Password.Known _ -> true;
            case Password.InSecret _ -> false;
        }));
    }
}
