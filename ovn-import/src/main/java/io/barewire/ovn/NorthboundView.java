package io.barewire.ovn;

import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The mirrored rows, told to the books of the routers that they are about. Belongs to one thread.
///
/// A route belongs to the router whose `static_routes` names it; it has no name of its own, and nothing in it says
/// whose it is. Routers are found by name, and a name that two of them have finds none: which is meant cannot be
/// known.
final class NorthboundView {
    private record Router(String name, Set<UUID> routes) {}

    private record Global(long nbCfg, long sbCfg, long hvCfg) {
        static final Global NONE = new Global(0, 0, 0);
    }

    private record Watcher(String port, String address) {}

    private final Map<UUID, Router> routers = new HashMap<>();
    private final Map<UUID, StaticRoute> routes = new HashMap<>();
    private final StaticRoutes reader = new StaticRoutes();
    private final Map<UUID, Watcher> watchers = new HashMap<>();
    private final Map<UUID, Global> globals = new HashMap<>();

    /// Changes of rows: as they are now, or empty when they are gone. All of a transaction, or of several.
    ///
    /// @param bfd rows of `BFD` are mirrored too
    void apply(NorthboundNews news, Collection<RouterBook> books, boolean bfd) {
        Map<RouterBook, Optional<UUID>> before = new HashMap<>();
        Map<RouterBook, Set<UUID>> had = new HashMap<>();
        for (RouterBook book : books) {
            Optional<UUID> router = find(book.router());
            before.put(book, router);
            had.put(book, router.map(uuid -> routes(uuid)).orElse(Set.of()));
        }
        if (news.fresh()) {
            routers.clear();
            routes.clear();
            watchers.clear();
            globals.clear();
        }
        news.routes()
                .forEach((uuid, row) ->
                        row.ifPresentOrElse(now -> routes.put(uuid, reader.read(now)), () -> routes.remove(uuid)));
        news.routers()
                .forEach((uuid, row) -> row.ifPresentOrElse(
                        now -> routers.put(
                                uuid, new Router(now.text(Northbound.NAME), now.uuids(Northbound.STATIC_ROUTES))),
                        () -> routers.remove(uuid)));
        news.watchers()
                .forEach((uuid, row) -> row.ifPresentOrElse(
                        now -> watchers.put(
                                uuid, new Watcher(now.text(Northbound.LOGICAL_PORT), now.text(Northbound.DST_IP))),
                        () -> watchers.remove(uuid)));
        news.globals()
                .forEach((uuid, row) -> row.ifPresentOrElse(
                        now -> globals.put(
                                uuid,
                                new Global(
                                        now.integer(Northbound.NB_CFG),
                                        now.integer(Northbound.SB_CFG),
                                        now.integer(Northbound.HV_CFG))),
                        () -> globals.remove(uuid)));
        for (RouterBook book : books) {
            Optional<UUID> router = find(book.router());
            if (news.fresh() || !router.equals(before.get(book))) {
                show(book);
            } else if (router.isPresent()) {
                difference(book, routes(router.get()), had.getOrDefault(book, Set.of()), news);
            }
            if (bfd && (news.fresh() || !news.watchers().isEmpty())) {
                book.watchers(Optional.of(watchers(book.router().outputPort())));
            }
        }
    }

    /// All that is known of its router, to a book that has not seen it.
    void show(RouterBook book) {
        Optional<UUID> router = find(book.router());
        book.replace(router, router.map(uuid -> known(routes(uuid))).orElse(List.of()));
    }

    void showWatchers(RouterBook book) {
        book.watchers(Optional.of(watchers(book.router().outputPort())));
    }

    private void difference(RouterBook book, Set<UUID> has, Set<UUID> had, NorthboundNews news) {
        List<UUID> changed = new ArrayList<>(news.routes().size());
        List<UUID> gone = new ArrayList<>();
        if (news.routers().isEmpty()) {
            for (UUID uuid : news.routes().keySet()) {
                if (has.contains(uuid)) {
                    changed.add(uuid);
                }
            }
        } else {
            for (UUID uuid : has) {
                if (news.routes().containsKey(uuid) || !had.contains(uuid)) {
                    changed.add(uuid);
                }
            }
            for (UUID uuid : had) {
                if (!has.contains(uuid)) {
                    gone.add(uuid);
                }
            }
        }
        if (!changed.isEmpty() || !gone.isEmpty()) {
            book.observe(known(changed), gone);
        }
    }

    private List<StaticRoute> known(Collection<UUID> uuids) {
        List<StaticRoute> known = new ArrayList<>(uuids.size());
        for (UUID uuid : uuids) {
            StaticRoute route = routes.get(uuid);
            if (route != null) {
                known.add(route);
            }
        }
        return known;
    }

    private Set<UUID> routes(UUID router) {
        Router row = routers.get(router);
        return row == null ? Set.of() : row.routes();
    }

    private Optional<UUID> find(GatewayRouter router) {
        List<UUID> named = named(router.name());
        return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
    }

    private List<UUID> named(String name) {
        return routers.entrySet().stream()
                .filter(each -> each.getValue().name().equals(name))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// How many routers have the name.
    int count(GatewayRouter router) {
        return named(router.name()).size();
    }

    private Map<IpAddress, UUID> watchers(String port) {
        Map<IpAddress, UUID> found = new HashMap<>();
        watchers.forEach((uuid, watcher) -> {
            if (watcher.port().equals(port)) {
                try {
                    found.put(IpAddress.parse(watcher.address()), uuid);
                } catch (IllegalArgumentException _) { // the database checks no address, and nothing can lead there
                }
            }
        });
        return found;
    }

    /// How many changes somebody wants to know the fate of; 0 when nothing was said.
    long nbCfg() {
        return global().nbCfg();
    }

    /// How far northd is; 0 when nothing was said.
    long sbCfg() {
        return global().sbCfg();
    }

    /// How far every chassis is.
    long hvCfg() {
        return global().hvCfg();
    }

    /// There is one row.
    private Global global() {
        return globals.values().stream().findFirst().orElse(Global.NONE);
    }
}
