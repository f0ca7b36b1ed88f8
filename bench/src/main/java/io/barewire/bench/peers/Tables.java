package io.barewire.bench.peers;

import io.barewire.bench.DfzLikeTable;
import io.barewire.testkit.Rng;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What each of the generator's peers announces, and what a speaker between them and a sink must tell the sink.
///
/// @param announced by peer, in the order of `peers`
record Tables(List<Peer> peers, List<List<Update>> announced) {
    /// What the prefixes of a mesh lie in.
    static final Prefix MESH = Prefix.parse("20.0.0.0/8");

    /// Every peer has prefixes of its own.
    static Tables distinct(List<Peer> peers, int prefixesEach, long seed) {
        Rng rng = new Rng(seed);
        List<Nlri> blocks = DfzLikeTable.blocks(prefixesEach * peers.size(), rng);
        List<List<Update>> announced = new ArrayList<>();
        int at = 0;
        int taken = 0; // of the block at `at`
        for (Peer peer : peers) {
            List<Update> updates = new ArrayList<>();
            for (int left = prefixesEach; left > 0; ) {
                List<Prefix> block = blocks.get(at).toList();
                int count = Math.min(left, block.size() - taken);
                Nlri part = Nlri.of(blocks.get(at).family(), block.subList(taken, taken + count));
                updates.add(Update.announce(NextHop.of(peer.address()), DfzLikeTable.attributes(rng, peer.as()), part));
                left -= count;
                taken += count;
                if (taken == block.size()) {
                    at++;
                    taken = 0;
                }
            }
            announced.add(updates);
        }
        return new Tables(peers, announced);
    }

    /// Every peer has the same prefixes in an order of its own; for each block of them one peer, any, has the shortest
    /// path.
    static Tables same(List<Peer> peers, int prefixes, long seed) {
        Rng rng = new Rng(seed);
        List<Nlri> blocks = DfzLikeTable.blocks(prefixes, rng);
        List<List<Update>> announced = new ArrayList<>();
        peers.forEach(_ -> announced.add(new ArrayList<>()));
        for (Nlri block : blocks) {
            int winner = rng.between(0, peers.size() - 1);
            int shortest = rng.between(2, 5);
            for (int peer = 0; peer < peers.size(); peer++) {
                int length = peer == winner ? shortest : shortest + rng.between(1, 3);
                List<Long> path = new ArrayList<>();
                path.add(peers.get(peer).as());
                path.addAll(rng.listOf(length - 1, length - 1, DfzLikeTable::as));
                announced
                        .get(peer)
                        .add(Update.announce(
                                NextHop.of(peers.get(peer).address()),
                                DfzLikeTable.attributes(rng, peers.get(peer).as(), path),
                                block));
            }
        }
        return new Tables(peers, announced.stream().map(rng::shuffled).toList());
    }

    /// Every peer, all internal, has one prefix of its own: what nodes of a mesh tell each other.
    static Tables mesh(List<Peer> peers) {
        List<List<Update>> announced = new ArrayList<>();
        for (int peer = 0; peer < peers.size(); peer++) {
            Prefix prefix = meshPrefix(peer);
            announced.add(List.of(Update.announce(
                    NextHop.of(peers.get(peer).address()),
                    PathAttributes.of(new Origin(Origin.Kind.IGP), new AsPath(List.of()), new LocalPref(100)),
                    Nlri.of(prefix))));
        }
        return new Tables(peers, announced);
    }

    /// Of peer 0 and up; the daemon itself is -1.
    static Prefix meshPrefix(int peer) {
        return Prefix.of(IpAddress.ipv4(MESH.network().ipv4Bits() + ((peer + 1) << 8)), 24);
    }

    /// The prefixes of one peer, in its order.
    List<Prefix> prefixes(int peer) {
        return announced.get(peer).stream().flatMap(Tables::prefixes).toList();
    }

    /// What a speaker in AS `as` tells an external peer that announces nothing: for every prefix the hash of the
    /// shortest path with its own AS in front.
    ///
    /// @throws IllegalStateException when a prefix has two shortest paths, so that other rules would decide
    Map<Prefix, Long> expected(long as) {
        record Best(int length, long hash, boolean unique) {}
        Map<Prefix, Best> best = new HashMap<>();
        for (List<Update> updates : announced) {
            for (Update update : updates) {
                List<Long> path = path(update);
                List<Long> told = new ArrayList<>(path);
                told.addFirst(as);
                Best candidate = new Best(path.size(), PathHash.of(told), true);
                prefixes(update)
                        .forEach(prefix -> best.merge(
                                prefix,
                                candidate,
                                (one, other) -> one.length() < other.length()
                                        ? one
                                        : one.length() > other.length()
                                                ? other
                                                : new Best(one.length(), one.hash(), false)));
            }
        }
        Map<Prefix, Long> expected = HashMap.newHashMap(best.size());
        best.forEach((prefix, one) -> {
            if (!one.unique()) {
                throw new IllegalStateException(prefix + " has two shortest paths");
            }
            expected.put(prefix, one.hash());
        });
        return expected;
    }

    private static Stream<Prefix> prefixes(Update update) {
        return update.announced().stream().flatMap(reach -> reach.nlri().toList().stream());
    }

    private static List<Long> path(Update update) {
        return update.attributes().get(AsPath.class).orElseThrow().segments().stream()
                .flatMap(segment -> segment.asNumbers().stream())
                .toList();
    }
}
