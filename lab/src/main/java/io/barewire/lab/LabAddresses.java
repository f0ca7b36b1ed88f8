package io.barewire.lab;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Nlri;
import io.barewire.wire.Prefix;
import java.util.Optional;

/// Which addresses, identifiers and routes the sessions have, by the session's number from 0 on.
///
/// The routes are host routes out of one prefix: first one for each probe, then those of the first session, and so on.
///
/// @param sources where sessions come from; empty: from wherever the system says, all from one address
/// @param target is no source
/// @param probes how many probes there may be
/// @param routesEach how many routes a session has
record LabAddresses(Optional<Prefix> sources, IpAddress target, Prefix routes, int probes, int routesEach) {
    /// Identifiers of sessions whose address is none: a part of 100.64.0.0/10, which is nobody's on the Internet.
    private static final AddressRange IDENTIFIERS = new AddressRange(Prefix.parse("100.64.0.0/10"));

    private static final int SMALLEST_WITH_BROADCAST = 30;

    /// How many sessions can have an address of their own, leaving out the target's.
    static long room(Prefix sources, IpAddress target) {
        long size = new AddressRange(sources).size() - (sources.contains(target) ? 1 : 0);
        return hasNetworkAddress(sources) ? size - 2 : size;
    }

    private static boolean hasNetworkAddress(Prefix sources) {
        return sources.family() == AddressFamily.IPV4 && sources.length() <= SMALLEST_WITH_BROADCAST;
    }

    /// Neither the network's address, nor the target's.
    Optional<IpAddress> source(int session) {
        return sources.map(prefix -> {
            AddressRange range = new AddressRange(prefix);
            if (range.size() == 1) {
                return range.get(0);
            }
            long number = (long) session + (hasNetworkAddress(prefix) ? 1 : 0);
            long taken = range.indexOf(target);
            return range.get(taken >= 0 && number >= taken ? number + 1 : number);
        });
    }

    IpAddress identifier(int session) {
        return source(session)
                .filter(address -> address.family() == AddressFamily.IPV4 && !address.isLoopback() && isOwn())
                .orElseGet(() -> IDENTIFIERS.get(session + 1L));
    }

    private boolean isOwn() {
        return sources.filter(prefix -> new AddressRange(prefix).size() > 1).isPresent();
    }

    /// Whether this many sessions with their routes fit.
    static long roomForRoutes(Prefix routes) {
        return new AddressRange(routes).size();
    }

    Prefix probe(int number) {
        return host(number);
    }

    /// A part of a session's routes.
    Nlri routes(int session, int from, int to) {
        Nlri.Builder nlri = new Nlri.Builder(routes.family(), false);
        long first = probes + (long) session * routesEach;
        for (int i = from; i < to; i++) {
            Prefix route = host(first + i);
            nlri.add(0, route.high(), route.low(), route.length());
        }
        return nlri.build();
    }

    private Prefix host(long number) {
        return Prefix.of(new AddressRange(routes).get(number), routes.family().bits());
    }

    /// The number of the probe that a prefix is, or -1.
    int probeAt(IpAddress network) {
        long number = new AddressRange(routes).indexOf(network);
        return number < probes ? (int) number : -1;
    }
}
