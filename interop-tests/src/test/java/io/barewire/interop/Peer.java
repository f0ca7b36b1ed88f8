package io.barewire.interop;

import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.RemoteAs;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// A peer's configuration in the words of a test. It begins as one that connects and accepts, exchanges all routes, and
/// has timers for impatient people: hold time 9 s, a new attempt every second.
record Peer(PeerConfig config) {
    private static final PeerConfig.Timers QUICK =
            new PeerConfig.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofSeconds(1));

    static Peer of(IpAddress address, long as) {
        return of(address, RemoteAs.of(as));
    }

    static Peer of(IpAddress address, RemoteAs as) {
        return of(PeerConfig.builder(address, as));
    }

    static Peer of(PeerConfig.Builder begun) {
        return new Peer(begun.policy(PeerPolicy.EVERYTHING).timers(QUICK).build());
    }

    Peer timers(PeerConfig.Timers timers) {
        return with(change -> change.timers(timers));
    }

    Peer families(AddressFamily... families) {
        return with(change -> change.families(families));
    }

    Peer passive(boolean passive) {
        return with(change -> change.tcp(tcp -> tcp.withPassive(passive)));
    }

    Peer maximumPrefixes(int most) {
        return with(change -> change.policy(policy -> policy.withMaximumPrefixes(most)));
    }

    /// Permits only what these rules permit, each written as `10.0.0.0/8 ge 9 le 24`.
    Peer imports(String... rules) {
        return with(change -> change.policy(policy -> policy.withImportFilter(filter(rules))));
    }

    Peer exports(String... rules) {
        return with(change -> change.policy(policy -> policy.withExportFilter(filter(rules))));
    }

    Peer with(UnaryOperator<PeerConfig.Builder> change) {
        return new Peer(change.apply(config.toBuilder()).build());
    }

    private static PrefixFilter filter(String... rules) {
        return PrefixFilter.of(Arrays.stream(rules).map(Peer::rule).toList());
    }

    private static PrefixFilter.Rule rule(String text) {
        List<String> words = Arrays.asList(text.split(" ", -1));
        Prefix prefix = Prefix.parse(words.getFirst());
        int ge = words.indexOf("ge");
        int le = words.indexOf("le");
        int minimum = ge < 0 ? prefix.length() : Integer.parseInt(words.get(ge + 1));
        int maximum = le >= 0
                ? Integer.parseInt(words.get(le + 1))
                : ge < 0 ? prefix.length() : prefix.family().bits();
        return new PrefixFilter.Rule(prefix, minimum, maximum);
    }
}
