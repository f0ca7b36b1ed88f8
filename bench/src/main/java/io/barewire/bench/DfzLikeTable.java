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
///
/// Nothing in it is refused by a speaker with an open policy: no loopback or private network, no reserved AS number.
public final class DfzLikeTable {
    private DfzLikeTable() {}

    /// UPDATEs that announce `prefixes` distinct prefixes as a peer in AS `peerAs` would.
    public static List<Update> updates(int prefixes, long peerAs, IpAddress nextHop, long seed) {
        Rng rng = new Rng(seed);
        NextHop via = NextHop.of(nextHop);
        return blocks(prefixes, rng).stream()
                .map(block -> Update.announce(via, attributes(rng, peerAs), block))
                .toList();
    }

    /// Distinct prefixes, those that share attributes together.
    public static List<Nlri> blocks(int prefixes, Rng rng) {
        Set<Prefix> seen = HashSet.newHashSet(prefixes);
        List<Nlri> blocks = new ArrayList<>();
        Nlri.Builder block = new Nlri.Builder(AddressFamily.IPV4, false);
        int left = blockSize(rng);
        int region = 0;
        while (seen.size() < prefixes) {
            if (block.size() == 0) {
                region = region(rng);
            }
            int length = length(rng);
            int address = length <= 16 ? region(rng) : region | rng.between(0, 0xFFFF);
            Prefix prefix = Prefix.of(IpAddress.ipv4(address), length);
            if (!seen.add(prefix)) {
                region = region(rng);
                continue;
            }
            block.add(0, prefix.high(), prefix.low(), prefix.length());
            if (--left == 0 || seen.size() == prefixes) {
                blocks.add(block.build());
                left = blockSize(rng);
            }
        }
        return blocks;
    }

    private static int blockSize(Rng rng) {
        return rng.oneIn(3) ? rng.between(1, 29) : rng.between(1, 4);
    }

    /// A /16 outside the private 10.0.0.0/8, where the bench itself lives, and the loopback network.
    private static int region(Rng rng) {
        int first = rng.between(1, 220);
        if (first >= 10) {
            first++;
        }
        if (first >= 127) {
            first++;
        }
        return first << 24 | rng.between(0, 255) << 16;
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

    /// Attributes as a peer in AS `peerAs` sends them: its AS and one to seven others in the path.
    public static PathAttributes attributes(Rng rng, long peerAs) {
        List<Long> path = new ArrayList<>();
        path.add(peerAs);
        path.addAll(rng.listOf(1, 7, DfzLikeTable::as));
        return attributes(rng, peerAs, path);
    }

    /// Attributes with this path.
    public static PathAttributes attributes(Rng rng, long peerAs, List<Long> path) {
        List<PathAttribute> list = new ArrayList<>();
        list.add(new Origin(rng.oneIn(10) ? Origin.Kind.INCOMPLETE : Origin.Kind.IGP));
        list.add(new AsPath(List.of(new AsPath.Segment(AsPath.Segment.SegmentType.AS_SEQUENCE, path))));
        if (rng.oneIn(5)) {
            list.add(new MultiExitDisc(rng.between(0, 1000)));
        }
        if (rng.between(1, 100) <= 60) {
            list.add(new Communities(rng.listOf(1, 7, r -> (int) peerAs << 16 | r.between(0, 0xFFFF))));
        }
        return PathAttributes.of(list);
    }

    /// Any AS number but AS_TRANS and those for documentation, private use and the bench itself (64496 to 65551).
    public static long as(Rng rng) {
        int number = rng.between(1, 398_000);
        return number == 23_456 ? 23_457 : number < 64_496 ? number : number + 1_056;
    }
}
