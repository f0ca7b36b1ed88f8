package io.barewire.rib;

import java.util.function.UnaryOperator;

/// What may come from a peer and what is told to it. Changes in place while the session lives.
///
/// @param routeReflectorClient we reflect what it tells to other internal peers, and what they tell to it (RFC 4456);
///     without effect for an external peer
/// @param mostPathsTold how many paths of a prefix, the best first, it is told where ADD-PATH was agreed on (RFC 7911)
public record PeerPolicy(ImportPolicy imports, ExportPolicy exports, boolean routeReflectorClient, int mostPathsTold) {
    public static final int ALL_PATHS = Integer.MAX_VALUE;
    public static final int DEFAULT_MAXIMUM_PREFIXES = 2_000_000;

    /// Default deny, both ways (RFC 8212).
    public static final PeerPolicy NOTHING =
            new PeerPolicy(PrefixFilter.NONE, PrefixFilter.NONE, DEFAULT_MAXIMUM_PREFIXES);

    /// Everything, both ways.
    public static final PeerPolicy EVERYTHING =
            new PeerPolicy(PrefixFilter.ALL, PrefixFilter.ALL, DEFAULT_MAXIMUM_PREFIXES);

    public PeerPolicy {
        if (mostPathsTold < 1) {
            throw new IllegalArgumentException("most paths told " + mostPathsTold + " is not positive");
        }
    }

    /// Filters of prefixes alone. Not a client; all paths where ADD-PATH was agreed on.
    public PeerPolicy(PrefixFilter importFilter, PrefixFilter exportFilter, int maximumPrefixes) {
        this(
                ImportPolicy.NOTHING
                        .withRules(RoutePolicy.of(importFilter))
                        .withLimits(PrefixLimits.DEFAULT.withTotal(maximumPrefixes)),
                ExportPolicy.NOTHING.withRules(RoutePolicy.of(exportFilter)),
                false,
                ALL_PATHS);
    }

    public PeerPolicy withImports(ImportPolicy imports) {
        return new PeerPolicy(imports, exports, routeReflectorClient, mostPathsTold);
    }

    /// Changes one thing of what is there: `imports(imports -> imports.withRules(rules))`.
    public PeerPolicy imports(UnaryOperator<ImportPolicy> change) {
        return withImports(change.apply(imports));
    }

    public PeerPolicy withExports(ExportPolicy exports) {
        return new PeerPolicy(imports, exports, routeReflectorClient, mostPathsTold);
    }

    public PeerPolicy exports(UnaryOperator<ExportPolicy> change) {
        return withExports(change.apply(exports));
    }

    /// The prefixes that some import rule permits.
    public PrefixFilter importFilter() {
        return imports.rules().permitted();
    }

    /// The prefixes that some export rule permits.
    public PrefixFilter exportFilter() {
        return exports.rules().permitted();
    }

    /// Uses just the prefixes that pass the filter.
    public PeerPolicy withImportFilter(PrefixFilter filter) {
        return imports(imports -> imports.withRules(RoutePolicy.of(filter)));
    }

    /// Tells just the prefixes that pass the filter.
    public PeerPolicy withExportFilter(PrefixFilter filter) {
        return exports(exports -> exports.withRules(RoutePolicy.of(filter)));
    }

    public PeerPolicy withMaximumPrefixes(int maximumPrefixes) {
        return imports(imports -> imports.withLimits(imports.limits().withTotal(maximumPrefixes)));
    }

    public PeerPolicy withRouteReflectorClient(boolean routeReflectorClient) {
        return new PeerPolicy(imports, exports, routeReflectorClient, mostPathsTold);
    }

    public PeerPolicy withMostPathsTold(int mostPathsTold) {
        return new PeerPolicy(imports, exports, routeReflectorClient, mostPathsTold);
    }
}
