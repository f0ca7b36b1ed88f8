package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.Nlri;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A peer's ear: plays the messages it gets into a table, as the peer would, and refuses what nobody need say.
final class Heard {
    final Map<RibModel.Named, RibModel.Route> routes = new TreeMap<>();
    final List<AddressFamily> ended = new ArrayList<>();
    final List<RouteRefresh> markers = new ArrayList<>();
    int announcements;
    int withdrawals;

    void hear(List<BgpMessage> messages) {
        for (BgpMessage message : messages) {
            switch (message) {
                case Update update -> hear(update);
                case RouteRefresh marker -> markers.add(marker);
                default -> throw new AssertionError("unexpected " + message);
            }
        }
    }

    private void hear(Update update) {
        if (update.endOfRib().isPresent()) {
            ended.add(update.endOfRib().get());
            return;
        }
        for (Nlri nlri : update.withdrawn()) {
            for (RibModel.Named name : RibModel.names(nlri)) {
                assertNotNull(routes.remove(name), () -> name + " was withdrawn but never announced");
                withdrawals++;
            }
        }
        for (Update.Reach reach : update.announced()) {
            assertEquals(reach.nlri().toList().size(), reach.nlri().size());
            for (RibModel.Named name : RibModel.names(reach.nlri())) {
                routes.put(name, new RibModel.Route(reach.nextHop(), update.attributes()));
                announcements++;
            }
        }
    }

    /// As [RibModel#told] has it.
    Map<Prefix, List<RibModel.Route>> byPrefix() {
        Map<Prefix, List<RibModel.Route>> byPrefix = new TreeMap<>();
        routes.forEach((name, route) ->
                byPrefix.computeIfAbsent(name.prefix(), _ -> new ArrayList<>()).add(route));
        byPrefix.values().forEach(list -> list.sort(Comparator.comparing(RibModel.Route::toString)));
        return byPrefix;
    }

    Set<Prefix> prefixes() {
        return byPrefix().keySet();
    }
}
