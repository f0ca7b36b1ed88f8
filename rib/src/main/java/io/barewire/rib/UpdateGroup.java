package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Update;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sessions that are told the same, in the same words: one Adj-RIB-Out, one set of changed prefixes, and every UPDATE
/// built once.
///
/// Members take batches in turn. A batch is built from the changed prefixes when the foremost member asks, holds each
/// of them once and in its state now, and stays until the last member has taken it. So every member hears the states
/// of a prefix in their order, and the newest one last. A member that falls [#LONGEST_LOG] batches behind is split off
/// with a copy of what it was told (the batches remember what they replaced) into a group of its own, where it costs a
/// few octets a prefix; so does a member whose policy changes, or that wants everything again. New sessions begin
/// alone. Groups
/// of one key that have nothing left to say and said the same become one.
final class UpdateGroup {
    static final int BATCH = 2048;
    static final int LONGEST_LOG = 16;

    /// What sessions must have in common to be told the same.
    record Key(PrefixFilter exportFilter, Map<AddressFamily, NextHop> nextHopSelf, MessageFormat format) {}

    /// A message, and who hears it: all but slot `except`, or slot `only` alone; -1 names no slot.
    private record Sent(BgpMessage message, int except, int only) {
        boolean isFor(int slot) {
            return only < 0 ? slot != except : slot == only;
        }
    }

    /// Messages, and what was told of their prefixes before.
    private static final class Batch {
        private final AddressFamily family;
        private final int[] numbers = new int[BATCH];
        private final int[] before = new int[BATCH];
        private int size;
        private List<Sent> sent = List.of();
        private int waiting;

        Batch(AddressFamily family, int waiting) {
            this.family = family;
            this.waiting = waiting;
        }
    }

    private final UpdateGroups groups;
    private Key key;
    private final List<Session> members = new ArrayList<>();
    private final Deque<Batch> log = new ArrayDeque<>();
    private long taken;
    private final PerFamily<AdjRibOut> out;
    /// It said all, and found no other group to join.
    private boolean settled;

    UpdateGroup(UpdateGroups groups, Key key) {
        this(groups, key, PerFamily.of(_ -> new AdjRibOut()));
    }

    private UpdateGroup(UpdateGroups groups, Key key, PerFamily<AdjRibOut> out) {
        this.groups = groups;
        this.key = key;
        this.out = out;
    }

    Key key() {
        return key;
    }

    int members() {
        return members.size();
    }

    AdjRibOut out(AddressFamily family) {
        return out.get(family);
    }

    private boolean carries(AddressFamily family) {
        return key.format.families().contains(family);
    }

    private boolean external() {
        return key.format.external();
    }

    void join(Session session) {
        session.group = this;
        session.position = taken + log.size();
        members.add(session);
    }

    /// Lets a member go; a group without members gives back what it holds.
    void leave(Session session) {
        members.remove(session);
        long at = taken;
        for (Batch batch : log) {
            if (at++ >= session.position) {
                batch.waiting--;
            }
        }
        dropTaken();
        if (members.isEmpty()) {
            dissolve();
        }
    }

    /// The best path of a prefix changed: marks it when this group has to do with it.
    void bestChanged(RouteTable table, int number) {
        if (carries(table.family())
                && (out(table.family()).get(number) != AdjRibOut.NOT_TOLD || mayConcern(table, number))) {
            mark(table, number);
        }
    }

    /// Everything of a family is to be told, again or for the first time.
    void markAll(RouteTable table) {
        AdjRibOut out = out(table.family());
        for (int number = 0; number < table.prefixes().bound(); number++) {
            if (out.get(number) != AdjRibOut.NOT_TOLD || mayConcern(table, number)) {
                mark(table, number);
            }
        }
    }

    /// Another export filter: what one permits and the other does not is to be told or withdrawn.
    void setExportFilter(PrefixFilter filter) {
        PrefixFilter before = key.exportFilter;
        key = new Key(filter, key.nextHopSelf, key.format);
        for (AddressFamily family : key.format.families()) {
            RouteTable table = groups.table(family);
            PrefixTable prefixes = table.prefixes();
            for (int number = 0; number < prefixes.bound(); number++) {
                if (mayConcern(table, number)
                        && before.permits(family, prefixes.high(number), prefixes.low(number), prefixes.length(number))
                                != filter.permits(
                                        family, prefixes.high(number), prefixes.low(number), prefixes.length(number))) {
                    mark(table, number);
                }
            }
        }
        settled = false;
    }

    boolean hasOutput(Session member) {
        return member.position < taken + log.size()
                || !out.ipv4().isClean()
                || !out.ipv6().isClean()
                || !member.isSettled();
    }

    List<BgpMessage> poll(Session member) {
        List<BgpMessage> messages = new ArrayList<>();
        do {
            while (member.position < taken + log.size() && messages.isEmpty()) {
                take(member, messages);
            }
        } while (messages.isEmpty() && prepareMore(member, messages));
        if (messages.isEmpty() && !settled && log.isEmpty()) {
            settled = true;
            groups.unite(this);
        }
        return messages;
    }

    /// The same members can be told by the other from now on.
    boolean canUniteWith(UpdateGroup other) {
        return settled
                && other.settled
                && log.isEmpty()
                && other.log.isEmpty()
                && key.equals(other.key)
                && out.ipv4().toldTheSameAs(other.out.ipv4())
                && out.ipv6().toldTheSameAs(other.out.ipv6());
    }

    void moveAllTo(UpdateGroup other) {
        members.forEach(other::join);
        members.clear();
        dissolve();
    }

    /// A group for one member, which hears and has heard what it would here.
    UpdateGroup split(Session member) {
        if (members.size() == 1) {
            return this;
        }
        UpdateGroup alone = splitAt(member.position);
        leave(member);
        alone.join(member);
        return alone;
    }

    private UpdateGroup splitAt(long position) {
        UpdateGroup split =
                new UpdateGroup(groups, key, PerFamily.of(family -> out(family).copy()));
        for (AddressFamily family : AddressFamily.values()) {
            AdjRibOut out = split.out(family);
            PrefixTable prefixes = groups.table(family).prefixes();
            for (int number = out.nextTold(0); number >= 0; number = out.nextTold(number + 1)) {
                prefixes.hold(number);
            }
            for (int number = out.nextMarked(0); number >= 0; number = out.nextMarked(number + 1)) {
                prefixes.hold(number);
            }
        }
        long at = taken + log.size();
        for (var newestFirst = log.descendingIterator(); newestFirst.hasNext() && at > position; at--) {
            split.undo(newestFirst.next());
        }
        groups.add(split);
        return split;
    }

    private void undo(Batch batch) {
        AdjRibOut out = out(batch.family);
        RouteTable table = groups.table(batch.family);
        for (int i = 0; i < batch.size; i++) {
            int number = batch.numbers[i];
            mark(table, number);
            tell(table, out, number, batch.before[i]);
        }
    }

    private void mark(RouteTable table, int number) {
        if (out(table.family()).mark(number)) {
            table.prefixes().hold(number);
            settled = false;
        }
    }

    /// Notes what was told, with a hold on the prefix while it is told. The caller has a hold of its own.
    private static void tell(RouteTable table, AdjRibOut out, int number, int state) {
        int before = out.get(number);
        out.set(number, state);
        if (before == AdjRibOut.NOT_TOLD && state != AdjRibOut.NOT_TOLD) {
            table.prefixes().hold(number);
        } else if (before != AdjRibOut.NOT_TOLD && state == AdjRibOut.NOT_TOLD) {
            table.release(number);
        }
    }

    private void take(Session member, List<BgpMessage> messages) {
        Batch batch = batch(member.position);
        member.position++;
        batch.waiting--;
        for (Sent sent : batch.sent) {
            if (sent.isFor(member.slot())) {
                messages.add(sent.message);
            }
        }
        dropTaken();
    }

    private Batch batch(long position) {
        long at = taken;
        for (Batch batch : log) {
            if (at++ == position) {
                return batch;
            }
        }
        throw new IllegalStateException("no batch " + position);
    }

    private void dropTaken() {
        while (!log.isEmpty() && log.getFirst().waiting == 0) {
            Batch batch = log.removeFirst();
            taken++;
            release(batch);
        }
    }

    private void release(Batch batch) {
        RouteTable table = groups.table(batch.family);
        for (int i = 0; i < batch.size; i++) {
            table.release(batch.numbers[i]);
        }
    }

    /// For a member that has taken all batches: builds another, or adds a marker. False when nothing is left.
    private boolean prepareMore(Session member, List<BgpMessage> messages) {
        for (AddressFamily family : AddressFamily.values()) {
            if (carries(family)) {
                RouteTable table = groups.table(family);
                if (out(family).isClean() && member.allTold(family, messages)) {
                    markAll(table);
                }
                if (!messages.isEmpty()) {
                    return false;
                }
                if (!out(family).isClean()) {
                    build(table);
                    return true;
                }
            }
        }
        return false;
    }

    private void build(RouteTable table) {
        if (log.size() >= LONGEST_LOG) {
            splitSlowest();
        }
        AdjRibOut out = out(table.family());
        Batch batch = new Batch(table.family(), members.size());
        Writer writer = new Writer(table);
        while (batch.size < BATCH) {
            int number = out.takeMarked(); // its hold is the batch's from here on
            if (number < 0) {
                break;
            }
            int before = out.get(number);
            int now = state(table, number);
            batch.numbers[batch.size] = number;
            batch.before[batch.size++] = before;
            if (now != AdjRibOut.NOT_TOLD) {
                writer.announce(number, now);
                int except = AdjRibOut.exception(now);
                if (except >= 0 && AdjRibOut.isTold(before, except)) {
                    writer.withdrawFrom(number, except);
                }
            } else if (before != AdjRibOut.NOT_TOLD) {
                writer.withdraw(number, AdjRibOut.exception(before));
            }
            tell(table, out, number, now);
        }
        batch.sent = writer.sent();
        log.addLast(batch);
    }

    private void splitSlowest() {
        List<Session> slowest = new ArrayList<>(members);
        slowest.removeIf(member -> member.position > taken);
        UpdateGroup behind = splitAt(taken);
        for (Session member : slowest) {
            leave(member);
            behind.join(member);
        }
    }

    private boolean mayConcern(RouteTable table, int number) {
        int best = table.best(number);
        return best == RouteTable.LOCAL
                || (best >= RouteTable.FIRST_SLOT
                        && (external() || groups.session(best).info().external()));
    }

    /// What is to be told of a prefix, as [AdjRibOut] keeps it.
    private int state(RouteTable table, int number) {
        int best = table.best(number);
        AddressFamily family = table.family();
        PrefixTable prefixes = table.prefixes();
        if (best == RouteTable.NO_ROUTE
                || !key.exportFilter.permits(
                        family, prefixes.high(number), prefixes.low(number), prefixes.length(number))) {
            return AdjRibOut.NOT_TOLD;
        }
        NextHop self = key.nextHopSelf.get(family);
        if (best == RouteTable.LOCAL) {
            return canBeSaid(self, family) ? AdjRibOut.TOLD : AdjRibOut.NOT_TOLD;
        }
        Session from = groups.session(best);
        AttributeTable attributes = groups.attributes();
        int set = table.bestSet(number);
        if (!ExportRules.mayTell(
                from.info().external(), attributes.noExport(set), attributes.noAdvertise(set), external())) {
            return AdjRibOut.NOT_TOLD;
        }
        if (external()) {
            return canBeSaid(self, family) ? AdjRibOut.toldExcept(from.slot()) : AdjRibOut.NOT_TOLD;
        }
        NextHop nextHop = attributes.nextHop(set);
        if (!canBeSaid(nextHop, family)) {
            return AdjRibOut.NOT_TOLD;
        }
        int owner = groups.internalSlot(nextHop.address());
        return owner >= 0 ? AdjRibOut.toldExcept(owner) : AdjRibOut.TOLD;
    }

    /// An IPv4 route with an IPv6 next hop needs RFC 8950.
    private boolean canBeSaid(@Nullable NextHop nextHop, AddressFamily family) {
        return nextHop != null && (nextHop.address().family() == family || key.format.extendedNextHop());
    }

    private void dissolve() {
        for (AddressFamily family : AddressFamily.values()) {
            AdjRibOut out = out(family);
            RouteTable table = groups.table(family);
            for (int number = out.takeMarked(); number >= 0; number = out.takeMarked()) {
                table.release(number);
            }
            for (int number = out.nextTold(0); number >= 0; number = out.nextTold(number)) {
                out.set(number, AdjRibOut.NOT_TOLD);
                table.release(number);
            }
        }
        log.forEach(this::release);
        log.clear();
        groups.remove(this);
    }

    long estimatedOctets() {
        return out.ipv4().estimatedOctets() + out.ipv6().estimatedOctets() + 16L * BATCH * log.size();
    }

    /// Collects the prefixes of one batch by what is said of them, and makes the messages: withdrawals first.
    private final class Writer {
        /// Told when ADD-PATH was agreed on; the same one always, since there is one path to tell.
        private static final int PATH_ID = 1;

        private final RouteTable table;
        private final Map<Integer, Nlri.Builder> withdrawn = new LinkedHashMap<>();
        private final Map<Integer, Nlri.Builder> withdrawnFrom = new LinkedHashMap<>();
        private final Map<Long, Nlri.Builder> announced = new LinkedHashMap<>();
        private final Map<Integer, PathAttributes> passedOn = new HashMap<>();
        private long lastKey = -1;
        private Nlri.@Nullable Builder last;

        Writer(RouteTable table) {
            this.table = table;
        }

        void announce(int number, int state) {
            int set = table.best(number) == RouteTable.LOCAL ? 0 : table.bestSet(number);
            long saying = (long) set << 32 | state;
            Nlri.Builder builder = last;
            if (builder == null || saying != lastKey) {
                builder = announced.computeIfAbsent(saying, _ -> newBuilder());
                last = builder;
                lastKey = saying;
            }
            add(number, builder);
        }

        void withdraw(int number, int except) {
            add(number, withdrawn.computeIfAbsent(except, _ -> newBuilder()));
        }

        void withdrawFrom(int number, int only) {
            add(number, withdrawnFrom.computeIfAbsent(only, _ -> newBuilder()));
        }

        List<Sent> sent() {
            List<Sent> sent = new ArrayList<>();
            withdrawn.forEach((except, nlri) -> sent.add(new Sent(Update.withdraw(nlri.build()), except, -1)));
            withdrawnFrom.forEach((only, nlri) -> sent.add(new Sent(Update.withdraw(nlri.build()), -1, only)));
            announced.forEach((saying, nlri) -> {
                int set = (int) (saying >>> 32);
                int except = AdjRibOut.exception((int) saying.longValue());
                sent.add(new Sent(Update.announce(nextHop(set), attributes(set), nlri.build()), except, -1));
            });
            return sent;
        }

        private NextHop nextHop(int set) {
            return groups.nextHopTold(key, table.family(), set);
        }

        private PathAttributes attributes(int set) {
            return passedOn.computeIfAbsent(set, wanted -> groups.attributesTold(key, wanted));
        }

        private Nlri.Builder newBuilder() {
            return new Nlri.Builder(table.family(), key.format.addPathSend().contains(table.family()));
        }

        private void add(int number, Nlri.Builder builder) {
            PrefixTable prefixes = table.prefixes();
            builder.add(PATH_ID, prefixes.high(number), prefixes.low(number), prefixes.length(number));
        }
    }
}
