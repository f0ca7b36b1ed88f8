package io.barewire.rib;

import io.barewire.wire.AttributeCode;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Every distinct set of attributes, with its next hop, once: its octets in an arena, its next hop's number, its own
/// number in the tables, how often it is used, and as columns what the decision process and the export rules ask for,
/// so that neither parses. Numbers begin with 1; 0 is no set, or in the place of our own prefix [ExportRules#OWN].
/// Below 0 are sets of our own aggregates, which no decision compares.
final class AttributeTable {
    static final long DEFAULT_LOCAL_PREF = 100;

    private static final int FIRST_CAPACITY = 32;

    /// There is nothing here, nor behind it.
    private static final byte FREE = 0;
    /// There was something here, and there may be something behind it.
    private static final byte GONE = 1;

    private static final int PAGE_BITS = 8;
    private static final int PAGE = 1 << PAGE_BITS;

    /// The columns of so many sets.
    private static final class Page {
        /// Of a free number: the next free one.
        final int[] references = new int[PAGE];
        final int[] hashes = new int[PAGE];
        final int[] addresses = new int[PAGE];
        final int[] lengths = new int[PAGE];
        final int[] localPref = new int[PAGE];
        final int[] med = new int[PAGE];
        final int[] neighborAs = new int[PAGE];
        final int[] originatorId = new int[PAGE];
        final int[] asPathHash = new int[PAGE];
        final int[] nextHop = new int[PAGE];
        final short[] asPathLength = new short[PAGE];
        final short[] clusterListLength = new short[PAGE];
        final byte[] origin = new byte[PAGE];
        final byte[] flags = new byte[PAGE];
    }

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
    /// An open hash: in each slot the number of a set, and beside it a few bits of its hash, or [#FREE] or [#GONE].
    /// Most sets of a table that comes in are new; these octets say so, without a look at the columns of others.
    private byte[] tags = new byte[FIRST_CAPACITY];

    private int[] ids = new int[FIRST_CAPACITY];
    /// Slots that are [#GONE].
    private int gone;

    private int used = 1;
    private int firstFree;
    private int size;

    private Page[] pages = new Page[0];

    AttributeTable(long localAs, NextHopTable nextHops) {
        this.localAs = localAs;
        this.nextHops = nextHops;
    }

    /// The number of this set, new if need be, with one more reference.
    int intern(ScopedNextHop hop, PathAttributes attributes) {
        int hopNumber = nextHops.intern(hop);
        int hash = mix(31 * hopNumber + attributes.hashCode());
        byte tag = tag(hash);
        for (int slot = home(hash); tags[slot] != FREE; slot = after(slot)) {
            int id = ids[slot];
            if (tags[slot] == tag && page(id).hashes[at(id)] == hash && holds(id, hopNumber, attributes)) {
                page(id).references[at(id)]++;
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
        retain(id, 1);
    }

    void retain(int id, int times) {
        page(id).references[at(id)] += times;
    }

    void release(int id) {
        Page page = page(id);
        int at = at(id);
        if (--page.references[at] > 0) {
            return;
        }
        arena.free(page.addresses[at], page.lengths[at]);
        nextHops.release(page.nextHop[at]);
        leave(id, page.hashes[at]);
        page.references[at] = firstFree;
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
        Page page = page(id);
        int at = at(id);
        byte[] chunk = arena.chunk(page.addresses[at]);
        int from = arena.offset(page.addresses[at]);
        return PathAttributes.ofCanonical(chunk, from, from + page.lengths[at]);
    }

    NextHop nextHop(int id) {
        return scopedNextHop(id).nextHop();
    }

    ScopedNextHop scopedNextHop(int id) {
        return nextHops.hop(page(id).nextHop[at(id)]);
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
        return page(id).nextHop[at(id)];
    }

    Reachability reachability(int id) {
        return nextHops.reachability(page(id).nextHop[at(id)]);
    }

    /// Whether its next hop can be reached, as a session must reach it.
    boolean isReachable(int id, SessionInfo session) {
        int hop = page(id).nextHop[at(id)];
        return session.singleHop() ? isOneHopAway(hop, session) : nextHops.isReachable(hop);
    }

    /// RFC 4271 §6.3: from an external peer one hop away, its own address or one on a network that we share.
    private boolean isOneHopAway(int hop, SessionInfo session) {
        return nextHops.isConnected(hop)
                || (nextHops.isReachable(hop) && nextHops.hop(hop).address().equals(session.peerAddress()));
    }

    /// 0 to 4294967295; 100 when the attribute is missing.
    long localPref(int id) {
        return page(id).localPref[at(id)] & 0xFFFFFFFFL;
    }

    int asPathLength(int id) {
        return page(id).asPathLength[at(id)] & 0xFFFF;
    }

    int origin(int id) {
        return page(id).origin[at(id)];
    }

    /// 0 to 4294967295; 0 when the attribute is missing.
    long med(int id) {
        return page(id).med[at(id)] & 0xFFFFFFFFL;
    }

    /// The 32 bits of the AS number.
    int neighborAs(int id) {
        return page(id).neighborAs[at(id)];
    }

    /// What it costs to reach the next hop, 0 to 4294967295.
    long interiorCost(int id) {
        return nextHops.cost(page(id).nextHop[at(id)]);
    }

    boolean hasOriginator(int id) {
        return (page(id).flags[at(id)] & ORIGINATOR) != 0;
    }

    int originatorId(int id) {
        return page(id).originatorId[at(id)];
    }

    int clusterListLength(int id) {
        return page(id).clusterListLength[at(id)] & 0xFFFF;
    }

    /// Our own AS is in its AS_PATH.
    boolean hasOwnAs(int id) {
        return (page(id).flags[at(id)] & OWN_AS) != 0;
    }

    /// NO_EXPORT, or NO_EXPORT_SUBCONFED, which means the same outside a confederation (RFC 1997).
    boolean noExport(int id) {
        return (flags(id) & NO_EXPORT) != 0;
    }

    /// RFC 9234.
    boolean hasOnlyToCustomer(int id) {
        return (page(id).flags[at(id)] & ONLY_TO_CUSTOMER) != 0;
    }

    /// Stale beyond its peer's restart time, somewhere on its way (RFC 9494).
    boolean longLivedStale(int id) {
        return (page(id).flags[at(id)] & LLGR_STALE) != 0;
    }

    /// Not to be kept beyond its peer's restart time (RFC 9494).
    boolean noLongLived(int id) {
        return (page(id).flags[at(id)] & NO_LLGR) != 0;
    }

    boolean noAdvertise(int id) {
        return (flags(id) & NO_ADVERTISE) != 0;
    }

    /// What its communities ask for.
    private int flags(int id) {
        if (id > 0) {
            return page(id).flags[at(id)];
        }
        for (PathAttributes.Cursor attribute = attributes(id).cursor(); attribute.next(); ) {
            if (attribute.code() == AttributeCode.COMMUNITIES) {
                return communityFlags(attribute);
            }
        }
        return 0;
    }

    boolean sameAsPath(int one, int other) {
        if (one == other || (page(one).flags[at(one)] & page(other).flags[at(other)] & EMPTY_PATH) != 0) {
            return true;
        }
        return page(one).asPathHash[at(one)] == page(other).asPathHash[at(other)]
                && AsPaths.of(attributes(one)).equals(AsPaths.of(attributes(other)));
    }

    long estimatedOctets() {
        return arena.estimatedOctets() + 5L * tags.length + 46L * used;
    }

    private int add(int hash, int hopNumber, PathAttributes attributes) {
        int id = firstFree;
        if (id != 0) {
            firstFree = page(id).references[at(id)];
        } else {
            id = used++;
            if (at(id) == 0 || id == 1) {
                addPage(id >>> PAGE_BITS);
            }
        }
        size++;
        if (4L * (size + gone) > 3L * tags.length) {
            rehash();
        }
        Page page = page(id);
        int at = at(id);
        page.lengths[at] = attributes.canonicalLength();
        page.addresses[at] = arena.allocate(page.lengths[at]);
        attributes.copyCanonical(arena.chunk(page.addresses[at]), arena.offset(page.addresses[at]));
        page.nextHop[at] = hopNumber;
        page.hashes[at] = hash;
        enter(id, hash);
        page.references[at] = 1;
        describe(id, attributes);
        return id;
    }

    private void describe(int id, PathAttributes attributes) {
        Page page = page(id);
        int at = at(id);
        page.localPref[at] = (int) DEFAULT_LOCAL_PREF;
        page.med[at] = 0;
        page.originatorId[at] = 0;
        page.clusterListLength[at] = 0;
        page.origin[at] = rank(Origin.Kind.INCOMPLETE);
        page.asPathLength[at] = 0;
        page.neighborAs[at] = (int) localAs;
        page.asPathHash[at] = 0;
        int found = EMPTY_PATH;
        for (PathAttributes.Cursor attribute = attributes.cursor(); attribute.next(); ) {
            switch (attribute.code()) {
                case AttributeCode.ORIGIN -> page.origin[at] = rank(Origin.Kind.of(attribute.u8(0)));
                case AttributeCode.AS_PATH -> {
                    found ^= attribute.length() > 0 ? EMPTY_PATH : 0;
                    found |= describePath(page, at, attribute);
                }
                case AttributeCode.MULTI_EXIT_DISC -> page.med[at] = attribute.u32(0);
                case AttributeCode.LOCAL_PREF -> page.localPref[at] = attribute.u32(0);
                case AttributeCode.ORIGINATOR_ID -> {
                    found |= ORIGINATOR;
                    page.originatorId[at] = attribute.u32(0);
                }
                case AttributeCode.CLUSTER_LIST -> page.clusterListLength[at] = (short) (attribute.length() / 4);
                case AttributeCode.ONLY_TO_CUSTOMER -> found |= ONLY_TO_CUSTOMER;
                case AttributeCode.COMMUNITIES -> found |= communityFlags(attribute);
                default -> {} // neither the decision nor an export rule asks for it
            }
        }
        page.flags[at] = (byte) found;
    }

    /// Length, neighbor AS and hash, as [AsPaths] has them, from the octets.
    ///
    /// @return [#OWN_AS] where our AS is in it, else 0
    private int describePath(Page page, int at, PathAttributes.Cursor path) {
        int length = 0;
        int hash = 1;
        int found = 0;
        boolean first = true;
        for (int offset = 0; offset < path.length(); ) {
            SegmentType type = SegmentType.of(path.u8(offset));
            int size = path.u8(offset + 1);
            hash = 31 * (31 * hash + type.code()) + size;
            offset += 2;
            boolean counts = switch (type) {
                case AS_SEQUENCE -> {
                    length += size;
                    yield true;
                }
                case AS_SET -> {
                    length++;
                    yield true;
                }
                case AS_CONFED_SEQUENCE, AS_CONFED_SET -> false;
            };
            if (first && counts) {
                first = false;
                page.neighborAs[at] = type == SegmentType.AS_SEQUENCE && size > 0 ? path.u32(offset) : (int) localAs;
            }
            for (int i = 0; i < size; i++, offset += 4) {
                int as = path.u32(offset);
                hash = 31 * hash + as;
                found |= as == (int) localAs ? OWN_AS : 0;
            }
        }
        page.asPathLength[at] = (short) length;
        page.asPathHash[at] = hash;
        return found;
    }

    /// RFC 4271 §9.1.2.2 b: lower is better.
    static byte rank(Origin.Kind kind) {
        return switch (kind) {
            case IGP -> 0;
            case EGP -> 1;
            case INCOMPLETE -> 2;
        };
    }

    private static int communityFlags(PathAttributes.Cursor communities) {
        int found = 0;
        for (int offset = 0; offset < communities.length(); offset += 4) {
            found |= switch (communities.u32(offset)) {
                case Communities.NO_EXPORT, Communities.NO_EXPORT_SUBCONFED -> NO_EXPORT;
                case Communities.NO_ADVERTISE -> NO_ADVERTISE;
                case Communities.LLGR_STALE -> LLGR_STALE;
                case Communities.NO_LLGR -> NO_LLGR;
                default -> 0;
            };
        }
        return found;
    }

    private boolean holds(int id, int hopNumber, PathAttributes attributes) {
        Page page = page(id);
        int at = at(id);
        int from = arena.offset(page.addresses[at]);
        return page.nextHop[at] == hopNumber
                && page.lengths[at] == attributes.canonicalLength()
                && attributes.canonicalEquals(arena.chunk(page.addresses[at]), from, from + page.lengths[at]);
    }

    private static int mix(int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x85EBCA6B;
        return mixed ^ mixed >>> 13;
    }

    /// Where the search for a hash begins.
    private int home(int hash) {
        return hash & tags.length - 1;
    }

    private int after(int slot) {
        return slot + 1 & tags.length - 1;
    }

    /// Neither [#FREE] nor [#GONE].
    private static byte tag(int hash) {
        return (byte) (hash >>> 24 | 2);
    }

    private void enter(int id, int hash) {
        int slot = home(hash);
        while (tags[slot] != FREE && tags[slot] != GONE) {
            slot = after(slot);
        }
        gone -= tags[slot] == GONE ? 1 : 0;
        tags[slot] = tag(hash);
        ids[slot] = id;
    }

    private void leave(int id, int hash) {
        int slot = home(hash);
        while (ids[slot] != id) {
            slot = after(slot);
        }
        boolean last = tags[after(slot)] == FREE;
        gone += last ? 0 : 1;
        tags[slot] = last ? FREE : GONE;
        ids[slot] = 0;
    }

    private void rehash() {
        int[] before = ids;
        int capacity = 8L * size > 3L * before.length ? 2 * before.length : before.length;
        tags = new byte[capacity];
        ids = new int[capacity];
        gone = 0;
        for (int id : before) {
            if (id != 0) {
                enter(id, page(id).hashes[at(id)]);
            }
        }
    }

    private void addPage(int page) {
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, page + 1 + page / 2);
        }
        pages[page] = new Page();
    }

    private Page page(int id) {
        return pages[id >>> PAGE_BITS];
    }

    private static int at(int id) {
        return id & (PAGE - 1);
    }

    private void clear() {
        arena = new OctetArena();
        tags = new byte[FIRST_CAPACITY];
        ids = new int[FIRST_CAPACITY];
        gone = 0;
        used = 1;
        firstFree = 0;
        pages = new Page[0];
    }
}
