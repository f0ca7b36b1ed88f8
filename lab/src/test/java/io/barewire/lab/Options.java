package io.barewire.lab;

import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Options that tests begin with: ten sessions with a route each, all at once, against a speaker of our own, held for
/// no time.
record Options(
        int sessions,
        int routes,
        Optional<InetSocketAddress> target,
        String localAs,
        Optional<String> sources,
        int ramp,
        Duration hold,
        int flap,
        int probes,
        Duration patience) {
    static final long PEER_AS = 65000;

    static Options ofSessions(int sessions) {
        return new Options(
                sessions,
                1,
                Optional.empty(),
                "65001",
                Optional.empty(),
                0,
                Duration.ZERO,
                0,
                2,
                Duration.ofMinutes(1));
    }

    Options routes(int count) {
        return new Options(sessions, count, target, localAs, sources, ramp, hold, flap, probes, patience);
    }

    Options target(InetSocketAddress where) {
        return new Options(sessions, routes, Optional.of(where), localAs, sources, ramp, hold, flap, probes, patience);
    }

    Options localAs(String as) {
        return new Options(sessions, routes, target, as, sources, ramp, hold, flap, probes, patience);
    }

    Options sources(String prefix) {
        return new Options(sessions, routes, target, localAs, Optional.of(prefix), ramp, hold, flap, probes, patience);
    }

    Options ramp(int perSecond) {
        return new Options(sessions, routes, target, localAs, sources, perSecond, hold, flap, probes, patience);
    }

    Options hold(Duration time) {
        return new Options(sessions, routes, target, localAs, sources, ramp, time, flap, probes, patience);
    }

    Options flap(int count) {
        return new Options(sessions, routes, target, localAs, sources, ramp, hold, count, probes, patience);
    }

    Options probes(int count) {
        return new Options(sessions, routes, target, localAs, sources, ramp, hold, flap, count, patience);
    }

    Options patience(Duration time) {
        return new Options(sessions, routes, target, localAs, sources, ramp, hold, flap, probes, time);
    }

    ScaleOptions build() {
        return new ScaleOptions(
                sessions,
                routes,
                target,
                List.of(),
                PEER_AS,
                LocalAs.parse(localAs),
                sources.map(Prefix::parse),
                Optional.empty(),
                ramp,
                hold,
                flap,
                90,
                Optional.empty(),
                probes,
                patience);
    }
}
