package io.barewire.rib;

import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every distinct set of attributes, with its next hop, once: its octets in an arena, its next hop's number, its own
/// number in the tables, how often it is used, and as columns what the decision process and the export rules ask for,
/// so that neither parses. Numbers begin with 1; 0 is no set, or in the place of our own prefix [ExportRules#OWN].
/// Below 0 are sets of our own aggregates, which no decision compares.
final class AttributeTable {
    static final long DEFAULT_LOCAL_PREF = 100;

    private static final int FIRST_CAPACITY = 32;

    private static final int OWN_AS = 1;
    private static final int ORIGINATOR = 2;
    private static final int NO_EXPORT = 4;
    private static final int NO_ADVERTISE = 8;
    private static final int EMPTY_PATH = 16;
    private static final int LLGR_STALE = 32;
    private static final int NO_LLGR = 64;
    private static final int ONLY_TO_CUSTOMER = 128;

    private final long localAs;
    private final NextHopTable nextHops;
    private final Map<Integer, PathAttributes> own = new HashMap<>();
    private OctetArena arena = new OctetArena();
    private int[] heads = new int[FIRST_CAPACITY];
    private int used = 1;
    private int firstFree;
    private int size;

    private int[] next = new int[0];
    private int[] references = new int[0];
    private int[] hashes = new int[0];
    private int[] addresses = new int[0];
    private int[] lengths = new int[0];
    private int[] localPref = new int[0];
    private int[] med = new int[0];
    private int[] neighborAs = new int[0];
    private int[] originatorId = new int[0];
    private int[] asPathHash = new int[0];
    private int[] nextHop = new int[0];
    private short[] asPathLength = new short[0];
    private short[] clusterListLength = new short[0];
    private byte[] origin = new byte[0];
    private byte[] flags = new byte[0];

    AttributeTable(long localAs, NextHopTable nextHops) {
        this.localAs = localAs;
        this.nextHops = nextHops;
    }

    /// The number of this set, new if need be, with one more reference.
    int intern(ScopedNextHop hop, PathAttributes attributes) {
        int hopNumber = nextHops.intern(hop);
        int hash = mix(31 * hopNumber + attributes.hashCode());
        for (int id = heads[hash & heads.length - 1]; id != 0; id = next[id]) {
            if (hashes[id] == hash && holds(id, hopNumber, attributes)) {
                references[id]++;
                nextHops.release(hopNumber); // the set has a reference of its own
                return id;
            }
        }
        return add(hash, hopNumber, attributes);
    }

    /// The number of these attributes with the next hop of another set.
    int internWithHopOf(int id, PathAttributes attributes) {
        return intern(scopedNextHop(id), attributes);
    }

    void retain(int id) {
        references[id]++;
    }

    void release(int id) {
        if (--references[id] > 0) {
            return;
        }
        arena.free(addresses[id], lengths[id]);
        nextHops.release(nextHop[id]);
        int slot = hashes[id] & heads.length - 1;
        if (heads[slot] == id) {
            heads[slot] = next[id];
        } else {
            int before = heads[slot];
            while (next[before] != id) {
                before = next[before];
            }
            next[before] = next[id];
        }
        next[id] = firstFree;
        firstFree = id;
        if (--size == 0) {
            clear();
        }
    }

    /// How many sets there are.
    int size() {
        return size;
    }

    /// A set for one route of our own, until [#removeOwn].
    int addOwn(PathAttributes attributes) {
        int id = -1;
        while (own.containsKey(id)) {
            id--;
        }
        own.put(id, attributes);
        return id;
    }

    void setOwn(int id, PathAttributes attributes) {
        own.put(id, attributes);
    }

    void removeOwn(int id) {
        own.remove(id);
    }

    PathAttributes attributes(int id) {
        if (id <= 0) {
            return own.getOrDefault(id, ExportRules.OWN);
        }
        byte[] chunk = arena.chunk(addresses[id]);
        int from = arena.offset(addresses[id]);
        return PathAttributes.ofCanonical(chunk, from, from + lengths[id]);
    }

    NextHop nextHop(int id) {
        return scopedNextHop(id).nextHop();
    }

    ScopedNextHop scopedNextHop(int id) {
        return nextHops.hop(nextHop[id]);
    }

    /// Its next hop means nothing to others, on this link or in their routing: whoever passes it on names itself.
    boolean needsNextHopSelf(int id) {
        ScopedNextHop hop = scopedNextHop(id);
        return !hop.instance().isEmpty()
                || hop.address().isLinkLocal()
                || hop.address().isUnspecified();
    }

    /// The number of its next hop.
    int hop(int id) {
        return nextHop[id];
    }

    Reachability reachability(int id) {
        return nextHops.reachability(nextHop[id]);
    }

    /// Whether its next hop can be reached, as a session must reach it.
    boolean isReachable(int id, SessionInfo session) {
        int hop = nextHop[id];
        return session.singleHop() ? isOneHopAway(hop, session) : nextHops.isReachable(hop);
    }

    /// RFC 4271 §6.3: from an external peer one hop away, its own address or one on a network that we share.
    private boolean isOneHopAway(int hop, SessionInfo session) {
        return nextHops.isConnected(hop)
                || (nextHops.isReachable(hop) && nextHops.hop(hop).address().equals(session.peerAddress()));
    }

    /// 0 to 4294967295; 100 when the attribute is missing.
    long localPref(int id) {
        return localPref[id] & 0xFFFFFFFFL;
    }

    int asPathLength(int id) {
        return asPathLength[id] & 0xFFFF;
    }

    int origin(int id) {
        return origin[id];
    }

    /// 0 to 4294967295; 0 when the attribute is missing.
    long med(int id) {
        return med[id] & 0xFFFFFFFFL;
    }

    /// The 32 bits of the AS number.
    int neighborAs(int id) {
        return neighborAs[id];
    }

    /// What it costs to reach the next hop, 0 to 4294967295.
    long interiorCost(int id) {
        return nextHops.cost(nextHop[id]);
    }

    boolean hasOriginator(int id) {
        return (flags[id] & ORIGINATOR) != 0;
    }

    int originatorId(int id) {
        return originatorId[id];
    }

    int clusterListLength(int id) {
        return clusterListLength[id] & 0xFFFF;
    }

    /// Our own AS is in its AS_PATH.
    boolean hasOwnAs(int id) {
        return (flags[id] & OWN_AS) != 0;
    }

    /// NO_EXPORT, or NO_EXPORT_SUBCONFED, which means the same outside a confederation (RFC 1997).
    boolean noExport(int id) {
        return (flags(id) & NO_EXPORT) != 0;
    }

    /// RFC 9234.
    boolean hasOnlyToCustomer(int id) {
        return (flags[id] & ONLY_TO_CUSTOMER) != 0;
    }

    /// Stale beyond its peer's restart time, somewhere on its way (RFC 9494).
    boolean longLivedStale(int id) {
        return (flags[id] & LLGR_STALE) != 0;
    }

    /// Not to be kept beyond its peer's restart time (RFC 9494).
    boolean noLongLived(int id) {
        return (flags[id] & NO_LLGR) != 0;
    }

    boolean noAdvertise(int id) {
        return (flags(id) & NO_ADVERTISE) != 0;
    }

    /// What its communities ask for.
    private int flags(int id) {
        return id > 0
                ? flags[id]
                : attributes(id)
                        .get(Communities.class)
                        .map(list -> communityFlags(list.values()))
                        .orElse(0);
    }

    boolean sameAsPath(int one, int other) {
        if (one == other || (flags[one] & flags[other] & EMPTY_PATH) != 0) {
            return true;
        }
        return asPathHash[one] == asPathHash[other]
                && AsPaths.of(attributes(one)).equals(AsPaths.of(attributes(other)));
    }

    long estimatedOctets() {
        return arena.estimatedOctets() + 4L * heads.length + 50L * next.length;
    }

    private int add(int hash, int hopNumber, PathAttributes attributes) {
        int id = firstFree;
        if (id != 0) {
            firstFree = next[id];
        } else {
            id = used++;
            if (id >= next.length) {
                grow(Math.max(FIRST_CAPACITY, id + id / 2));
            }
        }
        if (++size > heads.length) {
            rehash();
        }
        lengths[id] = attributes.canonicalLength();
        addresses[id] = arena.allocate(lengths[id]);
        attributes.copyCanonical(arena.chunk(addresses[id]), arena.offset(addresses[id]));
        nextHop[id] = hopNumber;
        hashes[id] = hash;
        next[id] = heads[hash & heads.length - 1];
        heads[hash & heads.length - 1] = id;
        references[id] = 1;
        describe(id, attributes);
        return id;
    }

    private void describe(int id, PathAttributes attributes) {
        localPref[id] = (int) DEFAULT_LOCAL_PREF;
        med[id] = 0;
        originatorId[id] = 0;
        clusterListLength[id] = 0;
        origin[id] = rank(Origin.Kind.INCOMPLETE);
        AsPath path = AsPath.EMPTY;
        int found = 0;
        for (PathAttribute attribute : attributes.list()) {
            switch (attribute) {
                case Origin(var kind) -> origin[id] = rank(kind);
                case AsPath asPath -> path = asPath;
                case PathAttribute.MultiExitDisc(long metric) -> med[id] = (int) metric;
                case PathAttribute.LocalPref(long preference) -> localPref[id] = (int) preference;
                case PathAttribute.OriginatorId(int identifier) -> {
                    found |= ORIGINATOR;
                    originatorId[id] = identifier;
                }
                case PathAttribute.ClusterList(var ids) -> clusterListLength[id] = (short) ids.size();
                case PathAttribute.OnlyToCustomer _ -> found |= ONLY_TO_CUSTOMER;
                case Communities(var values) -> found |= communityFlags(values);
                case PathAttribute.AtomicAggregate _,
                        PathAttribute.Aggregator _,
                        PathAttribute.ExtendedCommunities _,
                        PathAttribute.LargeCommunities _,
                        PathAttribute.Unknown _ -> {}
            }
        }
        found |= AsPaths.contains(path, localAs) ? OWN_AS : 0;
        found |= path.segments().isEmpty() ? EMPTY_PATH : 0;
        asPathLength[id] = (short) AsPaths.length(path);
        neighborAs[id] = (int) AsPaths.neighborAs(path, localAs);
        asPathHash[id] = pathHash(path);
        flags[id] = (byte) found;
    }

    /// RFC 4271 §9.1.2.2 b: lower is better.
    static byte rank(Origin.Kind kind) {
        return switch (kind) {
            case IGP -> 0;
            case EGP -> 1;
            case INCOMPLETE -> 2;
        };
    }

    private static int communityFlags(List<Integer> values) {
        int found = 0;
        for (int value : values) {
            if (value == Communities.NO_EXPORT || value == Communities.NO_EXPORT_SUBCONFED) {
                found |= NO_EXPORT;
            } else if (value == Communities.NO_ADVERTISE) {
                found |= NO_ADVERTISE;
            } else if (value == Communities.LLGR_STALE) {
                found |= LLGR_STALE;
            } else if (value == Communities.NO_LLGR) {
                found |= NO_LLGR;
            }
        }
        return found;
    }

    /// Like [AsPath#hashCode], but the same in every run.
    private static int pathHash(AsPath path) {
        int hash = 1;
        for (Segment segment : path.segments()) {
            SegmentType type = segment.type();
            hash = 31 * (31 * hash + type.code()) + segment.asNumbers().hashCode();
        }
        return hash;
    }

    private boolean holds(int id, int hopNumber, PathAttributes attributes) {
        int from = arena.offset(addresses[id]);
        return nextHop[id] == hopNumber
                && lengths[id] == attributes.canonicalLength()
                && attributes.canonicalEquals(arena.chunk(addresses[id]), from, from + lengths[id]);
    }

    private static int mix(int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x85EBCA6B;
        return mixed ^ mixed >>> 13;
    }

    private void rehash() {
        heads = new int[heads.length * 2];
        for (int id = 1; id < used; id++) {
            if (references[id] > 0) {
                int slot = hashes[id] & heads.length - 1;
                next[id] = heads[slot];
                heads[slot] = id;
            }
        }
    }

    private void grow(int capacity) {
        next = Arrays.copyOf(next, capacity);
        references = Arrays.copyOf(references, capacity);
        hashes = Arrays.copyOf(hashes, capacity);
        addresses = Arrays.copyOf(addresses, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        localPref = Arrays.copyOf(localPref, capacity);
        med = Arrays.copyOf(med, capacity);
        neighborAs = Arrays.copyOf(neighborAs, capacity);
        originatorId = Arrays.copyOf(originatorId, capacity);
        asPathHash = Arrays.copyOf(asPathHash, capacity);
        nextHop = Arrays.copyOf(nextHop, capacity);
        asPathLength = Arrays.copyOf(asPathLength, capacity);
        clusterListLength = Arrays.copyOf(clusterListLength, capacity);
        origin = Arrays.copyOf(origin, capacity);
        flags = Arrays.copyOf(flags, capacity);
    }

    private void clear() {
        arena = new OctetArena();
        heads = new int[FIRST_CAPACITY];
        used = 1;
        firstFree = 0;
        grow(0);
    }
}
