package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The Loc-RIB of one family: for each prefix number which path is best, and how many are as good. Who wants to know
/// of changes is told the number; what changed is read from here when it is used.
final class RouteTable {
    /// Values of [#best]; from [#FIRST_SLOT] on it is a lane's slot.
    static final int NO_ROUTE = 0;

    static final int LOCAL = 1;
    static final int FIRST_SLOT = 2;
    private static final AdjRibIn NOBODY = new AdjRibIn();
    private static final int NO_SLOT = -1 - FIRST_SLOT;
    private static final int SOME_SLOTS = NO_SLOT - 1;

    private static final int PAGE_BITS = 8;
    private static final int PAGE = 1 << PAGE_BITS;

    /// The columns of so many numbers.
    private static final class Page {
        final int[] best = new int[PAGE];
        final int[] usable = new int[PAGE];
        final short[] equal = new short[PAGE];
    }

    /// Hears what changed, in the middle of the change.
    interface Listener {
        /// There are other paths than before.
        ///
        /// @param best the best one is another, or has other attributes
        void pathsChanged(RouteTable table, int number, boolean best);

        /// Prefixes that had no path have one now, all the same and by the same way, which leads on.
        void appeared(RouteTable table, int[] numbers, int count);

        /// Packets may have to go another way.
        void nextHopsChanged(RouteTable table, int number);

        /// An aggregate is told to peers in place of the prefix from now on, or no longer.
        void suppressionChanged(RouteTable table, int number);
    }

    private final AddressFamily family;
    private final PrefixTable prefixes;
    private final AttributeTable attributes;
    private final Sessions sessions;
    private final PathSelection selection;
    private final Listener listener;
    private final NumberSet originated = new NumberSet();
    private final Aggregates aggregates;
    private RibSettings settings;
    private Page[] pages = new Page[0];
    /// Numbers below it have a page.
    private int capacity;
    private int size;

    RouteTable(
            AddressFamily family,
            AttributeTable attributes,
            Sessions sessions,
            RibSettings settings,
            Listener listener) {
        this.family = family;
        this.prefixes = new PrefixTable(family);
        this.attributes = attributes;
        this.sessions = sessions;
        this.selection = new PathSelection(family, attributes, sessions);
        this.settings = settings;
        this.listener = listener;
        this.aggregates = new Aggregates(this, attributes, settings);
    }

    AddressFamily family() {
        return family;
    }

    PrefixTable prefixes() {
        return prefixes;
    }

    /// Prefixes that have a best path.
    int size() {
        return size;
    }

    /// [#NO_ROUTE], [#LOCAL], or the slot of the best path's lane plus [#FIRST_SLOT].
    int best(int number) {
        return number < capacity ? page(number).best[at(number)] : NO_ROUTE;
    }

    /// The attribute set of the best path, which must be a learned one.
    int bestSet(int number) {
        return sessions.at(best(number) - FIRST_SLOT).in(family).get(number);
    }

    /// The end of those among `numbers`, beginning with `from`, that have the same path and attributes.
    int endOfAlike(int[] numbers, int from, int to) {
        int best = best(numbers[from]);
        int end = from + 1;
        if (best == LOCAL || !aggregates.isEmpty()) {
            return end;
        }
        AdjRibIn in = best == NO_ROUTE ? NOBODY : sessions.at(best - FIRST_SLOT).in(family);
        int set = in.get(numbers[from]);
        while (end < to && best(numbers[end]) == best && in.get(numbers[end]) == set) {
            end++;
        }
        return end;
    }

    boolean isOriginated(int number) {
        return originated.contains(number);
    }

    /// The attribute set of our own route.
    int ownSet(int number) {
        return originated.contains(number) ? Judge.OWN : aggregates.setOf(number);
    }

    /// Peers hear of an aggregate in its place.
    boolean isSuppressed(int number) {
        return aggregates.isSuppressed(number);
    }

    /// Packets for it that find no longer prefix are dropped.
    boolean discards(int number) {
        return !originated.contains(number) && aggregates.discards(number);
    }

    void setAggregates(Set<Aggregate> wanted) {
        aggregates.replace(wanted);
    }

    /// For [Aggregates]: it has something behind it now, or nothing, or something else.
    void aggregateChanged(int number) {
        if (!originated.contains(number)) {
            decide(number, NO_SLOT, true);
        }
    }

    /// For [Aggregates].
    void suppressionChanged(int number) {
        listener.suppressionChanged(this, number);
    }

    int nextOriginated(int from) {
        return originated.next(from);
    }

    /// Takes a path into a lane, or out when it is [AdjRibIn#NONE]. The caller has referred to its set; the reference
    /// of the path before is released here.
    void setPath(Lane lane, int number, int path) {
        setPath(lane, number, path, AdjRibIn.NONE);
    }

    /// @param original the set as it came, referred to by the caller too, of a path that the policy changed
    void setPath(Lane lane, int number, int path, int original) {
        AdjRibIn in = lane.in(family);
        if (original != AdjRibIn.NONE || in.hasOriginals()) {
            int originalBefore = in.original(number);
            in.setOriginal(number, original);
            if (originalBefore != AdjRibIn.NONE) {
                attributes.release(originalBefore);
            }
        }
        ensureColumns();
        int old = in.exchange(number, path);
        if (old == path) {
            if (path != AdjRibIn.NONE) {
                attributes.release(AdjRibIn.set(path));
            }
            return;
        }
        if (old == AdjRibIn.NONE) {
            prefixes.hold(number);
            lane.session().countReceived(1);
        }
        boolean was = AdjRibIn.isUsable(old);
        boolean is = AdjRibIn.isUsable(path);
        if (was || is) {
            page(number).usable[at(number)] += (is ? 1 : 0) - (was ? 1 : 0);
            decide(number, lane, path);
        }
        if (old != AdjRibIn.NONE) {
            attributes.release(AdjRibIn.set(old));
        }
        if (path == AdjRibIn.NONE) {
            lane.session().countReceived(-1);
            release(number);
        }
    }

    /// Takes the same usable path of many prefixes into a lane, as [#setPath] would. The caller has referred to its set
    /// as many times. Most prefixes of a table have no other path, and nothing is to be decided about them.
    ///
    /// @param numbers in the first `count` places; they do not stay there
    void setPaths(Lane lane, int[] numbers, int count, int path) {
        AdjRibIn in = lane.in(family);
        int way = lane.slot() + FIRST_SLOT;
        boolean simple = aggregates.isEmpty()
                && attributes.isReachable(path, lane.session().info());
        int appeared = 0;
        ensureColumns();
        for (int i = 0; i < count; i++) {
            int number = numbers[i];
            Page page = page(number);
            int at = at(number);
            if (simple && page.usable[at] == 0 && page.best[at] == NO_ROUTE && in.takeFirst(number, path)) {
                page.usable[at] = 1;
                page.best[at] = way;
                page.equal[at] = 1;
                prefixes.hold(number);
                numbers[appeared++] = number;
            } else {
                setPath(lane, number, path);
            }
        }
        if (appeared > 0) {
            size += appeared;
            lane.session().countReceived(appeared);
            listener.appeared(this, numbers, appeared);
        }
    }

    void originate(int number) {
        if (originated.add(number)) {
            hold(number);
            decide(number, NO_SLOT, aggregates.isActive(number));
        }
    }

    void withdrawOriginated(int number) {
        if (originated.remove(number)) {
            decide(number, NO_SLOT, aggregates.isActive(number));
            release(number);
        }
    }

    /// Decides again what depends on how many paths may share the load, and which.
    void setSettings(RibSettings next) {
        boolean same =
                settings.maximumPaths() == next.maximumPaths() && settings.multipathRelax() == next.multipathRelax();
        settings = next;
        if (same) {
            return;
        }
        for (int number = 0; number < prefixes.bound(); number++) {
            if (best(number) >= FIRST_SLOT && page(number).usable[at(number)] > 1) {
                decide(number, NO_SLOT);
            }
        }
    }

    /// Holds a prefix, with room for it in every column.
    void hold(int number) {
        prefixes.hold(number);
        ensureColumns();
    }

    /// Gives back a hold on a prefix.
    void release(int number) {
        prefixes.release(number);
        if (prefixes.size() == 0) {
            pages = new Page[0];
            capacity = 0;
        }
    }

    /// Next hops of the paths in use, the best's first; none without a learned best path.
    List<ScopedNextHop> nextHops(int number) {
        List<ScopedNextHop> nextHops = new ArrayList<>();
        for (int slot : slotsInUse(number)) {
            ScopedNextHop nextHop =
                    attributes.scopedNextHop(sessions.at(slot).in(family).get(number));
            if (!nextHop.isNowhereElse() && !nextHops.contains(nextHop)) {
                nextHops.add(nextHop);
            }
        }
        return nextHops;
    }

    /// The number of the next hop of the only path in use; 0 when there is none, or when there are several.
    int onlyHop(int number) {
        return best(number) >= FIRST_SLOT && page(number).equal[at(number)] == 1 ? attributes.hop(bestSet(number)) : 0;
    }

    /// Slots of the paths in use, the best's first; none without a learned best path.
    int[] slotsInUse(int number) {
        if (best(number) < FIRST_SLOT) {
            return new int[0];
        }
        if (page(number).equal[at(number)] == 1) {
            return new int[] {best(number) - FIRST_SLOT};
        }
        select(number);
        selection.sortEqual();
        int[] slots = new int[Math.min(selection.equal(), settings.maximumPaths())];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = selection.slot(i);
        }
        return slots;
    }

    /// Whether some path is permitted, reachable or not.
    boolean hasUsable(int number) {
        return number < capacity && page(number).usable[at(number)] > 0;
    }

    /// Next hops are reached in another way, or not at all, or again: decides anew about the prefixes of just those
    /// paths that have one of them, in one pass over what the sessions have told.
    void reachabilityChanged(NumberSet hops) {
        NumberSet concerned = new NumberSet();
        for (int slot = 0; slot < sessions.bound(); slot++) {
            Lane lane = sessions.find(slot);
            if (lane != null) {
                AdjRibIn in = lane.in(family);
                for (int number = in.next(0); number >= 0; number = in.next(number + 1)) {
                    int path = in.get(number);
                    if (AdjRibIn.isUsable(path) && hops.contains(attributes.hop(path))) {
                        concerned.add(number);
                    }
                }
            }
        }
        for (int number = concerned.next(0); number >= 0; number = concerned.next(number + 1)) {
            decide(number, SOME_SLOTS);
        }
    }

    long estimatedOctets() {
        return prefixes.estimatedOctets()
                + 10L * capacity
                + originated.estimatedOctets()
                + aggregates.estimatedOctets();
    }

    /// Decides after the path of a lane has become another one; when it is the only one, that is soon done.
    private void decide(int number, Lane lane, int path) {
        Page page = page(number);
        if (page.usable[at(number)] != 1 || !AdjRibIn.isUsable(path) || isOwn(number)) {
            decide(number, lane.slot());
        } else if (attributes.isReachable(path, lane.session().info())) {
            settle(number, lane.slot() + FIRST_SLOT, 1, lane.slot(), false);
        } else {
            settle(number, NO_ROUTE, 0, lane.slot(), false);
        }
    }

    private void decide(int number, int changedSlot) {
        decide(number, changedSlot, false);
    }

    /// @param ownChanged our own route may be another one now, or have other attributes
    private void decide(int number, int changedSlot, boolean ownChanged) {
        if (isOwn(number)) {
            settle(number, LOCAL, 0, changedSlot, ownChanged);
        } else if (page(number).usable[at(number)] == 0 || !select(number)) {
            settle(number, NO_ROUTE, 0, changedSlot, ownChanged);
        } else {
            int equal = Math.min(selection.equal(), settings.maximumPaths());
            settle(number, selection.bestSlot() + FIRST_SLOT, equal, changedSlot, ownChanged);
        }
    }

    private boolean isOwn(int number) {
        return originated.contains(number) || aggregates.isActive(number);
    }

    private void settle(int number, int now, int equalNow, int changedSlot, boolean ownChanged) {
        Page page = page(number);
        int at = at(number);
        int before = page.best[at];
        int equalBefore = page.equal[at];
        page.best[at] = now;
        page.equal[at] = (short) equalNow;
        size += (now == NO_ROUTE ? 0 : 1) - (before == NO_ROUTE ? 0 : 1);
        boolean moved = ownChanged || now != before || now == changedSlot + FIRST_SLOT;
        if (moved || changedSlot != NO_SLOT) {
            listener.pathsChanged(this, number, moved);
        }
        boolean learned = now >= FIRST_SLOT || before >= FIRST_SLOT;
        if (ownChanged || (learned && (moved || equalBefore > 1 || equalNow > 1))) {
            listener.nextHopsChanged(this, number);
        }
        if (!aggregates.isEmpty()) {
            aggregates.decided(number);
        }
    }

    /// Takes a path of a prefix: what names it in [#best], and its attribute set, 0 or less for our own prefix.
    interface PathUse {
        void accept(int path, int set);
    }

    /// The `most` best paths of a prefix, each best without those before it, or all in any order when there are no
    /// more.
    void forBestPaths(int number, int most, PathUse use) {
        if (best(number) == NO_ROUTE) {
            return;
        }
        int left = most;
        if (best(number) == LOCAL) {
            use.accept(LOCAL, ownSet(number));
            left--;
        }
        gather(number);
        for (boolean some = left < selection.count(); left > 0 && selection.count() > 0; left--) {
            if (some) {
                selection.decide(settings.multipathRelax());
            }
            use.accept(selection.bestSlot() + FIRST_SLOT, selection.set(0));
            selection.removeBest();
        }
    }

    /// False when no next hop of the usable paths can be reached.
    private boolean select(int number) {
        gather(number);
        if (selection.count() == 0) {
            return false;
        }
        selection.decide(settings.multipathRelax());
        return true;
    }

    private void gather(int number) {
        selection.begin(number);
        int usable = page(number).usable[at(number)];
        int found = 0;
        for (int slot = 0; found < usable; slot++) {
            Lane lane = sessions.find(slot);
            if (lane != null) {
                int path = lane.in(family).get(number);
                if (AdjRibIn.isUsable(path)) {
                    found++;
                    if (attributes.isReachable(path, lane.session().info())) {
                        selection.add(slot, path);
                    }
                }
            }
        }
    }

    private void ensureColumns() {
        for (; capacity < prefixes.bound(); capacity += PAGE) {
            int page = capacity >>> PAGE_BITS;
            if (page == pages.length) {
                pages = Arrays.copyOf(pages, page + 1 + page / 2);
            }
            pages[page] = new Page();
        }
    }

    private Page page(int number) {
        return pages[number >>> PAGE_BITS];
    }

    private static int at(int number) {
        return number & (PAGE - 1);
    }
}
