package io.barewire.mesh.decode;

import io.barewire.rib.KernelRoutes.KernelRoute;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.ConditionalPrefixes.AdvertiseWhen;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads `conditionalPrefixes`.
final class ConditionalPrefixesDecoder {
    /// A probe each, at worst.
    private static final int MOST = 100;

    private static final int MAIN = 254;
    private static final List<String> CONDITIONS = List.of("routeExists", "routeMissing", "kernelRoute", "healthy");

    private ConditionalPrefixesDecoder() {}

    /// What is right of them; the rest is reported.
    static List<ConditionalPrefixes> decode(Field list) {
        List<ConditionalPrefixes> conditional = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Field element : list.upTo(MOST)) {
            conditional(element).ifPresent(one -> {
                if (names.add(one.name())) {
                    conditional.add(one);
                } else {
                    element.member("name").error("two conditions are called " + one.name(), "give each its own name");
                }
            });
        }
        return conditional;
    }

    private static Optional<ConditionalPrefixes> conditional(Field field) {
        field.requireOnly(List.of("name", "prefixes", "while"));
        if (!field.isMap()) {
            return Optional.empty();
        }
        Optional<String> name = RuleDecoder.name(field.member("name"));
        Field list = field.member("prefixes");
        if (!list.present()) {
            list.error("missing", "the prefixes to announce are needed");
        }
        Set<Prefix> prefixes = new HashSet<>();
        list.atLeastOne().forEach(element -> element.prefix().ifPresent(prefixes::add));
        Optional<AdvertiseWhen> when = when(field.member("while"));
        return prefixes.isEmpty()
                ? Optional.empty()
                : name.flatMap(called -> when.map(holds -> new ConditionalPrefixes(called, prefixes, holds)));
    }

    private static Optional<AdvertiseWhen> when(Field field) {
        field.requireOnly(CONDITIONS);
        long given =
                CONDITIONS.stream().filter(name -> field.member(name).present()).count();
        if (given != 1) {
            field.error(
                    given == 0 ? "no condition" : given + " conditions",
                    "just one of " + String.join(", ", CONDITIONS) + " is needed");
            return Optional.empty();
        }
        return field.member("routeExists")
                .prefix()
                .<AdvertiseWhen>map(AdvertiseWhen.RouteExists::new)
                .or(() -> field.member("routeMissing").prefix().map(AdvertiseWhen.RouteMissing::new))
                .or(() -> kernelRoute(field.member("kernelRoute")).map(AdvertiseWhen.InKernel::new))
                .or(() -> HealthProbeDecoder.decode(field.member("healthy")).map(AdvertiseWhen.Healthy::new));
    }

    private static Optional<KernelRoute> kernelRoute(Field field) {
        field.requireOnly(List.of("table", "prefix", "orWithin"));
        if (field.isMap() && !field.member("prefix").present()) {
            field.member("prefix").error("missing", "the prefix to look for is needed");
        }
        int table = field.member("table")
                .integer(1, Integer.MAX_VALUE)
                .map(Math::toIntExact)
                .orElse(MAIN);
        boolean orWithin = field.member("orWithin").flag().orElse(false);
        return field.member("prefix").prefix().map(prefix -> new KernelRoute(table, prefix, orWithin));
    }
}
