package io.barewire.bench;

import io.barewire.testkit.Rng;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// An IPv4 table shaped like the Internet's: 60 % /24, 11 % /22, 10 % /23 and a tail from /8 to /21, clustered as
/// registries hand them out; about 6.7 prefixes share an attribute set, with an AS_PATH of 2 to 8 ASes, communities on
/// 60 % and MED on 20 % of the sets. The same seed gives the same table.
final class DfzLikeTable {
    private DfzLikeTable() {}

    /// UPDATEs that announce `prefixes` distinct prefixes as a peer in AS `peerAs` would.
    static List<Update> updates(int prefixes, long peerAs, IpAddress nextHop, long seed) {
        Rng rng = new Rng(seed);
        NextHop via = NextHop.of(nextHop);
        Set<Prefix> seen = HashSet.newHashSet(prefixes);
        List<Update> updates = new ArrayList<>();
        Nlri.Builder block = new Nlri.Builder(AddressFamily.IPV4, false);
        int left = blockSize(rng);
        int region = 0;
        while (seen.size() < prefixes) {
            if (block.size() == 0) {
                region = rng.between(1, 222) << 24 | rng.between(0, 255) << 16;
            }
            int length = length(rng);
            int address = length <= 16
                    ? rng.between(1, 222) << 24 | rng.between(0, 255) << 16
                    : region | rng.between(0, 0xFFFF);
            Prefix prefix = Prefix.of(IpAddress.ipv4(address), length);
            if (!seen.add(prefix)) {
                region = rng.between(1, 222) << 24 | rng.between(0, 255) << 16;
                continue;
            }
            block.add(0, prefix.high(), prefix.low(), prefix.length());
            if (--left == 0 || seen.size() == prefixes) {
                updates.add(Update.announce(via, attributes(rng, peerAs), block.build()));
                left = blockSize(rng);
            }
        }
        return updates;
    }

    private static int blockSize(Rng rng) {
        return rng.oneIn(3) ? rng.between(1, 33) : rng.between(1, 4);
    }

    private static int length(Rng rng) {
        int percent = rng.between(1, 100);
        if (percent <= 60) {
            return 24;
        }
        if (percent <= 71) {
            return 22;
        }
        if (percent <= 81) {
            return 23;
        }
        return rng.oneIn(20) ? rng.between(8, 16) : rng.between(17, 21);
    }

    private static PathAttributes attributes(Rng rng, long peerAs) {
        List<PathAttribute> list = new ArrayList<>();
        list.add(new Origin(rng.oneIn(10) ? Origin.Kind.INCOMPLETE : Origin.Kind.IGP));
        List<Long> path = new ArrayList<>();
        path.add(peerAs);
        path.addAll(rng.listOf(1, 7, r -> (long) r.between(1, 400_000)));
        list.add(new AsPath(List.of(new AsPath.Segment(AsPath.Segment.SegmentType.AS_SEQUENCE, path))));
        if (rng.oneIn(5)) {
            list.add(new MultiExitDisc(rng.between(0, 1000)));
        }
        if (rng.between(1, 100) <= 60) {
            list.add(new Communities(rng.listOf(1, 7, r -> (int) peerAs << 16 | r.between(0, 0xFFFF))));
        }
        return PathAttributes.of(list);
    }
}
