package io.barewire.rib;

import io.barewire.rib.Judge.Outcome;
import io.barewire.rib.WithheldRoute.Why;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Update;
import io.barewire.wire.UpdateEncoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sessions that are told the same, in the same words: one Adj-RIB-Out, one set of changed prefixes, and every UPDATE
/// built once.
///
/// Members take batches in turn. A batch is built from the changed prefixes when the foremost member asks, holds
/// each of them once and in its state now, and stays until the last member has taken it. So every member hears the
/// states of a prefix in their order, and the newest one last. A member that falls [#LONGEST_LOG] batches behind is
/// split off with a copy of what it was told (the batches remember what they replaced) into a group of its own,
/// where it costs a few octets a prefix; so does a member whose policy changes, or that wants everything again. New
/// sessions join a group that has told nothing yet, or begin one. Groups of one key that have nothing left to say and
/// said the same become one.
final class UpdateGroup {
    static final int BATCH = 2048;
    static final int LONGEST_LOG = 16;

    /// What sessions must have in common to be told the same.
    ///
    /// @param format as far as it matters for sending
    /// @param client they are our clients (RFC 4456 §1)
    /// @param mostPaths how many paths of a prefix they are told where ADD-PATH was agreed on
    /// @param terms as [SessionInfo#terms], and whether their sessions are about to end
    /// @param overriddenAs the AS that is replaced by ours in paths told to them; 0 where none is
    record Key(
            ExportPolicy policy,
            Map<AddressFamily, NextHop> nextHopSelf,
            MessageFormat format,
            boolean client,
            int mostPaths,
            SessionTerms terms,
            long overriddenAs) {
        static Key of(Peer peer, SessionInfo info) {
            PeerPolicy policy = peer.policy;
            return new Key(
                    policy.exports(),
                    info.nextHopSelf(),
                    info.format().forSending(),
                    policy.routeReflectorClient() && !info.external(),
                    policy.mostPathsTold(),
                    info.terms().withShuttingDown(peer.shuttingDown),
                    policy.exports().asOverride() && info.external() ? info.peerAs() : 0);
        }

        private Key withPolicy(ExportPolicy other) {
            return new Key(other, nextHopSelf, format, client, mostPaths, terms, overriddenAs);
        }

        boolean addPath(AddressFamily family) {
            return format.addPathSend().contains(family);
        }
    }

    /// What [Key] says of a family, for the question that comes with each changed path.
    private record Carried(boolean yes, boolean addPath) {
        static PerFamily<Carried> of(Key key) {
            return PerFamily.of(family -> new Carried(key.format.families().contains(family), key.addPath(family)));
        }
    }

    private final UpdateGroups groups;
    private Key key;
    private PerFamily<Carried> carried;
    private Judge judge;
    private final List<Session> members = new ArrayList<>();
    /// Members to whom something may be due that is no change; so that nobody else is looked at while nothing changes.
    private final Set<Session> unsettled = new LinkedHashSet<>();
    private final Deque<Batch> log = new ArrayDeque<>();
    private long taken;
    private final PerFamily<AdjRibOut> out;
    /// It said all, and found no other group to join.
    private boolean settled;
    /// While a prefix is told with ADD-PATH: the columns of the paths that there are.
    private final BitSet present = new BitSet();

    UpdateGroup(UpdateGroups groups, Key key) {
        this(groups, key, PerFamily.of(_ -> new AdjRibOut(groups.slotSets())));
    }

    private UpdateGroup(UpdateGroups groups, Key key, PerFamily<AdjRibOut> out) {
        this.groups = groups;
        this.key = key;
        this.carried = Carried.of(key);
        this.judge = groups.judges().of(key.policy.rules());
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
        return carried.get(family).yes;
    }

    private boolean external() {
        return key.format.external();
    }

    void join(Session session) {
        session.group = this;
        session.position = taken + log.size();
        members.add(session);
        if (!session.hushed) {
            unsettled.add(session);
        }
    }

    /// A member has no output until this is taken back.
    void hush(Session member, boolean hushed) {
        member.hushed = hushed;
        if (hushed) {
            unsettled.remove(member);
        } else {
            unsettled.add(member);
        }
    }

    /// A member wants all of a family again.
    void askAgain(Session member, AddressFamily family) {
        member.askAgain(family);
        unsettled.add(member);
    }

    /// Nobody in it has been told a route, or is about to be.
    boolean hasToldNothing() {
        return log.isEmpty() && out.ipv4().isEmpty() && out.ipv6().isEmpty();
    }

    /// Lets a member go; a group without members gives back what it holds.
    void leave(Session session) {
        members.remove(session);
        unsettled.remove(session);
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

    /// The paths of a prefix changed: marks it when this group has to do with it.
    ///
    /// @param best the best path did
    void pathsChanged(RouteTable table, int number, boolean best) {
        Carried family = carried.get(table.family());
        if (family.yes && (best || family.addPath) && isConcerned(table, number)) {
            mark(table, number);
        }
    }

    /// The same of prefixes that had no path and have one now, all by the same way.
    void appeared(RouteTable table, int[] numbers, int count) {
        if (!carries(table.family())) {
            return;
        }
        AdjRibOut out = out(table.family());
        boolean all = mayConcern(table, numbers[0]);
        for (int i = 0; i < count; i++) {
            if (all || out.tellsOf(numbers[i])) {
                mark(table, numbers[i]);
            }
        }
    }

    /// Everything of a family is to be told, again or for the first time.
    void markAll(RouteTable table) {
        for (int number = 0; number < table.prefixes().bound(); number++) {
            if (isConcerned(table, number)) {
                mark(table, number);
            }
        }
    }

    /// What its only member is to be told from now on. Of other export rules, what the two say otherwise is to be
    /// told or withdrawn; of any other difference, everything.
    void setKey(Key next) {
        boolean onlyRules = next.equals(key.withPolicy(key.policy.withRules(next.policy.rules())));
        Judge before = judge;
        key = next;
        carried = Carried.of(next);
        judge = groups.judges().of(key.policy.rules());
        for (AddressFamily family : key.format.families()) {
            RouteTable table = groups.table(family);
            for (int number = 0; number < table.prefixes().bound(); number++) {
                if (onlyRules ? saysOtherwise(before, table, number) : isConcerned(table, number)) {
                    mark(table, number);
                }
            }
        }
        groups.judges().release(before);
        settled = false;
    }

    /// Whether the rules before said anything else of some path that may be told.
    private boolean saysOtherwise(Judge before, RouteTable table, int number) {
        if (!mayConcern(table, number)) {
            return false;
        }
        if (key.addPath(table.family())) {
            boolean[] otherwise = new boolean[1];
            table.forBestPaths(
                    number,
                    key.mostPaths,
                    (path, set) -> otherwise[0] |=
                            !judge(before, table, number, set).saysTheSameAs(judge(table, number, set)));
            return otherwise[0];
        }
        int set = toldSet(table, number);
        return !judge(before, table, number, set).saysTheSameAs(judge(table, number, set));
    }

    private boolean isConcerned(RouteTable table, int number) {
        return out(table.family()).tellsOf(number) || mayConcern(table, number);
    }

    private static Outcome judge(Judge judge, RouteTable table, int number, int set) {
        PrefixTable prefixes = table.prefixes();
        return judge.judge(set, table.family(), prefixes.high(number), prefixes.low(number), prefixes.length(number));
    }

    /// What the rules say of a path with this set, or [Judge#OWN].
    Outcome judge(RouteTable table, int number, int set) {
        return judge(judge, table, number, set);
    }

    /// What the rules say of a prefix that has a best route.
    RoutePolicy.Judgement judge(RouteTable table, int number) {
        return judge(table, number, toldSet(table, number)).judgement();
    }

    private static int toldSet(RouteTable table, int number) {
        return table.best(number) >= RouteTable.FIRST_SLOT ? table.bestSet(number) : table.ownSet(number);
    }

    boolean hasOutput(Session member) {
        return !member.hushed
                && (member.position < taken + log.size()
                        || !out.ipv4().isClean()
                        || !out.ipv6().isClean()
                        || !member.isSettled());
    }

    /// Adds the members for whom [#hasOutput] holds.
    void addWithOutput(List<PeerId> to) {
        unsettled.removeIf(Session::isSettled);
        boolean changes = !log.isEmpty() || !out.ipv4().isClean() || !out.ipv6().isClean();
        for (Session member : changes ? members : unsettled) {
            if (hasOutput(member)) {
                to.add(member.peer().id());
            }
        }
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
        unsettled.clear();
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
            for (int column = 0; column < out.columns(); column++) {
                for (int number = out.nextTold(column, 0); number >= 0; number = out.nextTold(column, number + 1)) {
                    prefixes.hold(number);
                }
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
            tell(table, out, batch.column(i), number, out.get(batch.column(i), number), batch.before[i]);
        }
    }

    private void mark(RouteTable table, int number) {
        if (out(table.family()).mark(number)) {
            table.prefixes().hold(number);
            settled = false;
        }
    }

    private static void tell(RouteTable table, AdjRibOut out, int column, int number, int before, int state) {
        tell(table, out, column, new int[] {number}, 0, 1, before, state);
    }

    /// Notes what was told, with a hold on each prefix while it is told. The caller has a hold of its own.
    private static void tell(
            RouteTable table, AdjRibOut out, int column, int[] numbers, int from, int to, int before, int state) {
        out.set(column, numbers, from, to, before, state);
        for (int i = from; i < to; i++) {
            if (before == AdjRibOut.NOT_TOLD && state != AdjRibOut.NOT_TOLD) {
                table.prefixes().hold(numbers[i]);
            } else if (before != AdjRibOut.NOT_TOLD && state == AdjRibOut.NOT_TOLD) {
                table.release(numbers[i]);
            }
        }
    }

    private void take(Session member, List<BgpMessage> messages) {
        Batch batch = batch(member.position);
        member.position++;
        batch.waiting--;
        for (Batch.Sent sent : batch.sent) {
            if (sent.isFor(member.slot(), groups.slotSets())) {
                messages.add(sent.message());
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
        boolean addPath = key.addPath(table.family());
        Batch batch = new Batch(table.family(), members.size(), out.marked(), addPath);
        BatchWriter writer = new BatchWriter(this, groups, table);
        int[] numbers = groups.scratch();
        for (int count = 1; count > 0 && batch.paths < BATCH; ) {
            count = out.takeMarked(numbers, addPath ? 1 : BATCH - batch.paths);
            for (int from = 0; from < count; ) {
                int to = from + 1;
                if (addPath) {
                    sayPaths(batch, writer, numbers);
                } else {
                    to = endOfAlike(table, out, numbers, from, count);
                    int path = table.best(numbers[from]);
                    say(batch, writer, numbers, from, to, AdjRibOut.BEST, path, toldSet(table, numbers[from]));
                }
                for (; from < to; from++) {
                    table.release(numbers[from]); // the mark is gone
                }
            }
        }
        batch.sent = writer.sent();
        log.addLast(batch);
    }

    /// Prefixes are numbered as they come, so neighbors in a table mostly have one set; told once for all of them.
    private int endOfAlike(RouteTable table, AdjRibOut out, int[] numbers, int from, int to) {
        if (judge.asksPrefixes()) {
            return from + 1;
        }
        return out.endOfAlike(AdjRibOut.BEST, numbers, from, table.endOfAlike(numbers, from, to));
    }

    /// Every path is called by what names it in [RouteTable#best]: the same as long as it exists, and never
    /// [AdjRibOut#BEST]. When it is gone, another path may be called so, which then replaces it.
    ///
    /// @param numbers the first one is that of the prefix
    private void sayPaths(Batch batch, BatchWriter writer, int[] numbers) {
        RouteTable table = writer.table();
        AdjRibOut out = out(table.family());
        present.clear();
        table.forBestPaths(numbers[0], key.mostPaths, (path, set) -> {
            present.set(path);
            say(batch, writer, numbers, 0, 1, path, path, set);
        });
        for (int column = 0; column < out.columns(); column++) {
            if (!present.get(column)) {
                say(batch, writer, numbers, 0, 1, column, RouteTable.NO_ROUTE, 0);
            }
        }
    }

    /// @param numbers of prefixes, `from` to `to`, that have the same path and were told alike
    private void say(Batch batch, BatchWriter writer, int[] numbers, int from, int to, int column, int path, int set) {
        RouteTable table = writer.table();
        AdjRibOut out = out(table.family());
        int before = out.get(column, numbers[from]);
        Outcome outcome = judge(table, numbers[from], set);
        boolean may = outcome.permitted() && !table.isSuppressed(numbers[from]);
        boolean some = may && path != RouteTable.NO_ROUTE;
        int now = some ? hearers(table.family(), path, set, writer.nextHopTold(set)) : AdjRibOut.NOT_TOLD;
        if (before == AdjRibOut.NOT_TOLD && now == AdjRibOut.NOT_TOLD) {
            return;
        }
        batch.paths += to - from;
        if (batch.waiting > 1) {
            for (int i = from; i < to; i++) {
                batch.remember(numbers[i], column, before);
                table.prefixes().hold(numbers[i]);
            }
        }
        if (now != AdjRibOut.NOT_TOLD) {
            writer.announce(numbers, from, to, column, set, now, originator(path, set), outcome.changes());
            int except = AdjRibOut.exceptions(now);
            for (int i = groups.slotSets().size(except) - 1; i >= 0; i--) {
                int slot = groups.slotSets().slot(except, i);
                if (out.isTold(before, slot)) {
                    writer.withdrawFrom(numbers, from, to, column, slot);
                }
            }
        } else {
            writer.withdraw(numbers, from, to, column, AdjRibOut.exceptions(before));
        }
        tell(table, out, column, numbers, from, to, before, now);
    }

    /// Told to nobody, and noted for whoever would have heard it: no message has room for it.
    ///
    /// @param state who would have, as [AdjRibOut] keeps it
    void cannotBeSaid(RouteTable table, Nlri nlri, int state) {
        AdjRibOut out = out(table.family());
        for (Nlri.Cursor at = nlri.cursor(); at.next(); ) {
            int number = table.prefixes().find(at.high(), at.low(), at.length());
            int column = nlri.withPathIds() ? at.pathId() : AdjRibOut.BEST;
            tell(table, out, column, number, out.get(column, number), AdjRibOut.NOT_TOLD);
        }
        OversizedRoutes routes = new OversizedRoutes(nlri.toList().getFirst(), nlri.size());
        for (Session member : members) {
            if (!groups.slotSets().contains(AdjRibOut.exceptions(state), member.slot())) {
                groups.addOversized(member.peer().id(), routes);
            }
        }
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
                        && (external() || key.addPath(table.family()) || passesOn(groups.session(best))));
    }

    /// Whether these members hear what `from` told, as far as that depends on who they are.
    private boolean passesOn(Session from) {
        return external() || from.info().external() || groups.reflects(from.isClient(), key.client);
    }

    /// Who is told of a path that the rules permit, as [AdjRibOut] keeps it.
    ///
    /// @param path a value of [RouteTable#best] that is a path
    private int hearers(AddressFamily family, int path, int set, @Nullable NextHop nextHop) {
        if (nextHop == null || !canBeSaid(nextHop, family)) {
            return AdjRibOut.NOT_TOLD;
        }
        AttributeTable attributes = groups.attributes();
        if (path == RouteTable.LOCAL) {
            return ExportRules.mayTell(attributes.noExport(set), attributes.noAdvertise(set), external())
                    ? AdjRibOut.TOLD
                    : AdjRibOut.NOT_TOLD;
        }
        Session from = groups.session(path);
        if (!passesOn(from)
                || (attributes.longLivedStale(set) && !key.terms.longLivedKnown())
                || (attributes.hasOnlyToCustomer(set) && RouteLeaks.keepsIn(key.terms, external()))
                || !ExportRules.mayTell(attributes.noExport(set), attributes.noAdvertise(set), external())) {
            return AdjRibOut.NOT_TOLD;
        }
        return AdjRibOut.toldExcept(
                external()
                        ? groups.withheldFromExternal(from, nextHop.address())
                        : groups.withheldFromInternal(from, nextHop.address(), originator(path, set)));
    }

    /// Why a member is not told a prefix that has a best route: [#hearers] in words.
    Why whyWithheld(RouteTable table, int number) {
        int path = table.best(number);
        int set = toldSet(table, number);
        AddressFamily family = table.family();
        if (table.isSuppressed(number)) {
            return Why.AGGREGATED;
        }
        Outcome outcome = judge(table, number, set);
        if (!outcome.permitted()) {
            return outcome.judgement().by().isPresent() ? Why.RULE : Why.NO_RULE;
        }
        NextHop nextHop = groups.nextHopTold(key, family, set);
        if (nextHop == null || !canBeSaid(nextHop, family)) {
            return Why.NO_NEXT_HOP;
        }
        if (path >= RouteTable.FIRST_SLOT && !passesOn(groups.session(path))) {
            return Why.INTERNAL;
        }
        if (hearers(family, path, set, nextHop) == AdjRibOut.NOT_TOLD) {
            return Why.COMMUNITY;
        }
        if (out(family).isMarked(number)) {
            return Why.WAITS;
        }
        PrefixTable prefixes = table.prefixes();
        Nlri nlri = new Nlri.Builder(family, false)
                .add(0, prefixes.high(number), prefixes.low(number), prefixes.length(number))
                .build();
        boolean fits = groups.attributesTold(key, set, originator(path, set), outcome.changes())
                .filter(told -> new UpdateEncoder(key.format).fits(new Update.Reach(nextHop, nlri), told))
                .isPresent();
        return fits ? Why.ITS_OWN : Why.TOO_LONG;
    }

    /// Who brought a path into the AS, when telling it means to reflect it (RFC 4456 §8); else 0, which no identifier
    /// is.
    int originator(int path, int set) {
        if (external()
                || path < RouteTable.FIRST_SLOT
                || groups.session(path).info().external()) {
            return 0;
        }
        AttributeTable attributes = groups.attributes();
        return attributes.hasOriginator(set)
                ? attributes.originatorId(set)
                : groups.session(path).identifier();
    }

    /// An IPv4 route with an IPv6 next hop needs RFC 8950.
    private boolean canBeSaid(NextHop nextHop, AddressFamily family) {
        return nextHop.address().family() == family || key.format.extendedNextHop();
    }

    private void dissolve() {
        for (AddressFamily family : AddressFamily.values()) {
            AdjRibOut out = out(family);
            RouteTable table = groups.table(family);
            int[] numbers = groups.scratch();
            for (int count = out.takeMarked(numbers, BATCH); count > 0; count = out.takeMarked(numbers, BATCH)) {
                for (int i = 0; i < count; i++) {
                    table.release(numbers[i]);
                }
            }
            for (int column = 0; column < out.columns(); column++) {
                for (int number = out.nextTold(column, 0); number >= 0; number = out.nextTold(column, number)) {
                    tell(table, out, column, number, out.get(column, number), AdjRibOut.NOT_TOLD);
                }
            }
        }
        log.forEach(this::release);
        log.clear();
        groups.judges().release(judge);
        groups.remove(this);
    }

    long estimatedOctets() {
        return out.ipv4().estimatedOctets() + out.ipv6().estimatedOctets() + 24L * BATCH * log.size();
    }
}
