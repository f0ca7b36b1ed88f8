package io.barewire.bench;

import io.barewire.rib.ChangeFeed;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.Rib;
import io.barewire.rib.RibSettings;
import io.barewire.rib.RouteChange;
import io.barewire.rib.SessionInfo;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A table of 200,000 prefixes from one or four external peers into an empty RIB: attributes interned, prefixes found
/// or made, best paths chosen, the changes drained by one sink. One operation is one path.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RibInsertBenchmark {
    private static final int PATHS = 200_000;
    private static final int BATCH = 1_000;

    @Param({"1", "4"})
    public int peers;

    private final List<PeerId> ids = new ArrayList<>();
    private final List<List<Update>> tables = new ArrayList<>();
    private Rib rib = emptyRib();
    private ChangeFeed<RouteChange> feed = rib.openFeed(() -> {});

    @Setup(Level.Trial)
    public void build() {
        for (int peer = 0; peer < peers; peer++) {
            long as = 64_900L + peer;
            ids.add(new PeerId("192.0.2." + (peer + 1)));
            tables.add(DfzLikeTable.updates(PATHS / peers, as, IpAddress.parse("192.0.2." + (peer + 1)), 1));
        }
    }

    @Setup(Level.Invocation)
    public void empty() {
        rib = emptyRib();
        feed = rib.openFeed(() -> {});
        for (int peer = 0; peer < peers; peer++) {
            rib.addPeer(ids.get(peer), PeerPolicy.NOTHING.withImportFilter(PrefixFilter.ALL));
            rib.peerUp(ids.get(peer), session(64_900L + peer, "192.0.2." + (peer + 1)));
        }
    }

    @Benchmark
    @OperationsPerInvocation(PATHS)
    public long insert() {
        long changes = 0;
        for (int peer = 0; peer < peers; peer++) {
            int waiting = 0;
            for (Update update : tables.get(peer)) {
                rib.receive(ids.get(peer), update);
                if (++waiting == BATCH) {
                    waiting = 0;
                    changes += drain();
                }
            }
        }
        changes += drain();
        if (changes < PATHS / peers) {
            throw new IllegalStateException("the sink heard of " + changes + " prefixes only");
        }
        return changes;
    }

    private long drain() {
        long changes = 0;
        while (!feed.isEmpty()) {
            changes += feed.drain(10_000).size();
        }
        return changes;
    }

    private static Rib emptyRib() {
        return new Rib(new RibSettings(64_512, IpAddress.parse("192.0.2.254"), 1));
    }

    private static SessionInfo session(long as, String address) {
        return new SessionInfo(
                as,
                IpAddress.parse(address),
                IpAddress.parse(address),
                Map.of(AddressFamily.IPV4, NextHop.of(IpAddress.parse("192.0.2.254"))),
                new MessageFormat(true, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false),
                false,
                0,
                true);
    }
}
