package io.barewire.fib;

import static io.barewire.fib.FibRows.ADOPTED;
import static io.barewire.fib.FibRows.DELETE_REFUSED;
import static io.barewire.fib.FibRows.DRIFTED;
import static io.barewire.fib.FibRows.HOLDER_SEEN;
import static io.barewire.fib.FibRows.PROTECTED;
import static io.barewire.fib.FibRows.QUEUED;
import static io.barewire.fib.FibRows.SEEN;
import static io.barewire.fib.FibRows.UNDER_WAY;

import io.barewire.fib.FibDiff.Step;
import io.barewire.fib.FibEntry.State;
import io.barewire.libc.Errno;
import io.barewire.netlink.Link;
import io.barewire.netlink.Route;
import io.barewire.netlink.Rtnetlink;
import io.barewire.rib.RouteChanges;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// What is wanted, what the kernel is known to have, and what to do about the difference. Decides only: whoever
/// drives it sends the operations and tells how they went. One row per prefix; belongs to one thread.
///
/// **Ours** is a route of our protocol and metric in our table, when its prefix is in this book: because a
/// peer's route is wanted there, or because it was found at the first reading (adopted). A route of our
/// protocol that appears later under a prefix we do not want is foreign: counted, shown, left alone.
///
/// Knowledge of the kernel comes from answers to our own operations, from notifications about other people's,
/// and from readings of the whole table. A notification that leaves room for doubt asks for a reading instead
/// of guessing, and a reading is the last word, so that whatever was missed is put right by the next one.
///
/// No prefix costs an object: [FibRows] has the columns, which name next hops ([HopSets]), what they come to
/// ([Forwardings]) and errors by number.
final class FibBook {
    private final FibConfig config;
    private final InstantSource clock;
    private final Network network;
    private final Forwardings forwardings;
    private final HopSets hopSets;
    private final Interned<String> errorTexts = new Interned<>();
    private final FibRows rows = new FibRows();

    private Prefix[] protectedPrefixes = {};
    private boolean converged;
    private boolean adopting = true;
    private boolean readingNeeded = true;
    private int foreignInReading;
    private int foreign;
    private List<String> foreignShownInReading = new ArrayList<>();
    private List<String> foreignShown = List.of();
    private long added;
    private long replaced;
    private long deleted;
    private long errors;
    private long repaired;

    /// @param network what next hops come to; changed by the thread of this book only, which then says so
    FibBook(FibConfig config, InstantSource clock, Network network) {
        this.config = config;
        this.clock = clock;
        this.network = network;
        this.forwardings = new Forwardings(config);
        this.hopSets = new HopSets(network, forwardings);
    }

    // ---- what is wanted
    // --------------------------------------------------------------------------------------------

    void want(RouteChanges changes) {
        want(changes, 0, changes.size());
    }

    /// Those with an index from `from` on and below `to`.
    void want(RouteChanges changes, int from, int to) {
        int[] sets = new int[changes.sets().size()]; // [HopSets#NONE] until one is met: a part may need few of many
        for (int i = from; i < to; i++) {
            int set = changes.set(i);
            if (set != RouteChanges.GONE && sets[set] == HopSets.NONE) {
                sets[set] = hopSets.use(changes.sets().get(set));
            }
            want(
                    changes.family(i),
                    changes.high(i),
                    changes.low(i),
                    changes.length(i),
                    set == RouteChanges.GONE ? HopSets.NONE : sets[set]);
        }
        for (int set : sets) {
            hopSets.release(set);
        }
    }

    private void want(AddressFamily family, long high, long low, int length, int set) {
        int row =
                set == HopSets.NONE ? rows.find(family, high, low, length) : rows.findOrAdd(family, high, low, length);
        if (row == FibRows.NONE) {
            return;
        }
        if (rows.isNew(row)) {
            rows.mark(row, PROTECTED, isProtected(row));
            // Adding would show a foreign route under this prefix by EEXIST, but nothing will be added.
            readingNeeded |= foreign > 0 && rows.is(row, PROTECTED);
        } else if (rows.wanted(row) == set && !rows.is(row, ADOPTED)) {
            return;
        }
        setWanted(row, set);
        if (set != HopSets.NONE) {
            rows.mark(row, ADOPTED, false);
        }
        forgetRefusal(row);
        check(row);
    }

    private void setWanted(int row, int set) {
        int before = rows.wanted(row);
        rows.setWanted(row, hopSets.use(set));
        hopSets.release(before);
    }

    void protect(Set<Prefix> prefixes) {
        if (!prefixes.equals(Set.of(protectedPrefixes))) {
            protectedPrefixes = prefixes.toArray(Prefix[]::new);
            rows.forEach(row -> {
                rows.mark(row, PROTECTED, isProtected(row));
                check(row);
            });
        }
    }

    /// What was adopted and is still not wanted goes now.
    void converged() {
        converged = true;
        rows.forEach(this::check);
    }

    /// Nothing is wanted any more.
    void wantNothing() {
        converged = true;
        rows.forEach(row -> {
            setWanted(row, HopSets.NONE);
            check(row);
        });
    }

    /// Links, addresses or the routes to next hops are other ones now: routes whose next hops come to something else
    /// are checked, and what was refused may be possible.
    void networkChanged() {
        if (hopSets.networkChanged()) {
            rows.forEach(row -> {
                if (hopSets.isChanged(rows.wanted(row))) {
                    forgetRefusal(row);
                    check(row);
                }
            });
        }
        retryRefused();
    }

    // ---- what the kernel has
    // ---------------------------------------------------------------------------------------

    /// True when only a reading of the whole table can tell what is in the kernel.
    boolean readingNeeded() {
        return readingNeeded;
    }

    void needReading() {
        readingNeeded = true;
    }

    /// Starts a reading, while no operation is with the kernel; a new start drops one that was not finished.
    void startReading() {
        rows.unmarkAll(SEEN | HOLDER_SEEN);
        foreignInReading = 0;
        foreignShownInReading = new ArrayList<>();
    }

    /// One route of our table, as found in a reading.
    void read(Route route) {
        int row = find(route.destination());
        if (route.protocol() != config.protocol()) {
            if (row != FibRows.NONE && inOurPlace(route)) {
                rows.setHolder(row, route.protocol());
                rows.mark(row, HOLDER_SEEN, true);
            }
            return;
        }
        if (row == FibRows.NONE && adopting && inOurPlace(route)) {
            Prefix prefix = route.destination();
            row = rows.findOrAdd(prefix.family(), prefix.high(), prefix.low(), prefix.length());
            rows.mark(row, PROTECTED, isProtected(row));
            rows.mark(row, ADOPTED, true);
        }
        if (row == FibRows.NONE || !inOurPlace(route) || rows.is(row, SEEN)) {
            foreignInReading++;
            if (foreignShownInReading.size() < FibStatus.FOREIGN_SHOWN) {
                foreignShownInReading.add(route.toString());
            }
            return;
        }
        Forwarding found = Forwarding.of(route);
        Forwarding ours = forwardings.find(rows.ours(row));
        if (ours != null && !found.satisfies(ours)) {
            rows.mark(row, DRIFTED, true);
        }
        setOurs(row, forwardings.use(found));
        rows.mark(row, SEEN, true);
    }

    /// The reading is complete: what it did not show is not there.
    void finishReading() {
        adopting = false;
        readingNeeded = false;
        foreign = foreignInReading;
        foreignShown = List.copyOf(foreignShownInReading);
        rows.forEach(row -> {
            if (!rows.is(row, SEEN) && rows.ours(row) != Forwardings.NONE) {
                setOurs(row, Forwardings.NONE);
                rows.mark(row, DRIFTED, true);
            }
            if (!rows.is(row, HOLDER_SEEN) && rows.holder(row) != FibRows.NONE) {
                rows.setHolder(row, FibRows.NONE);
                forgetRefusal(row);
            }
            check(row);
        });
    }

    /// Someone else added, changed or removed a route.
    ///
    /// @param replacing the route took the place of another (`NLM_F_REPLACE`)
    void observe(Route route, boolean removed, boolean replacing) {
        if (route.table() != config.table()) {
            return;
        }
        int row = find(route.destination());
        boolean byOurProtocol = route.protocol() == config.protocol();
        if (row == FibRows.NONE || !inOurPlace(route)) {
            readingNeeded |= byOurProtocol;
            return;
        }
        if (!byOurProtocol || rows.is(row, UNDER_WAY)) {
            // It may stand beside ours, or have taken its place, or come before or after what we just asked for: only a
            // reading tells which.
            readingNeeded = true;
        } else if (removed) {
            observeRemoval(row, Forwarding.of(route));
        } else if ((rows.ours(row) != Forwardings.NONE && !replacing) || rows.holder(row) != FibRows.NONE) {
            readingNeeded = true;
        } else {
            setOurs(row, forwardings.use(Forwarding.of(route)));
            rows.mark(row, DRIFTED, true);
            check(row);
        }
    }

    private void observeRemoval(int row, Forwarding removed) {
        Forwarding ours = forwardings.find(rows.ours(row));
        if (ours == null) {
            return;
        }
        // IPv6 tells of each hop by itself when it leaves a multipath route, which may go on without it.
        if (ours.hops().size() > 1 || !removed.satisfies(ours)) {
            readingNeeded = true;
            return;
        }
        setOurs(row, Forwardings.NONE);
        rows.mark(row, DRIFTED, true);
        check(row);
    }

    /// A row that only waits to be dropped is not in the book.
    private int find(Prefix prefix) {
        int row = rows.find(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        return row == FibRows.NONE || (isEmpty(row) && !rows.is(row, UNDER_WAY)) ? FibRows.NONE : row;
    }

    /// @param forwarding a number with a reference for us
    private void setOurs(int row, int forwarding) {
        forwardings.release(rows.ours(row));
        rows.setOurs(row, forwarding);
    }

    /// Same prefix is understood: does the kernel take this route and ours for the same one?
    private boolean inOurPlace(Route route) {
        return route.metric() == config.metric() && route.tos() == 0;
    }

    // ---- what to do
    // ------------------------------------------------------------------------------------------------

    boolean hasOperations() {
        return rows.hasQueued();
    }

    /// Puts the next operation into a batch that has room for it; false when there is none. The kernel's
    /// answer must be told, by [#done], [#refused] or [#unanswered]; until then no other for the same prefix
    /// comes.
    boolean next(FibBatch batch) {
        for (int row = rows.dequeue(); row != FibRows.NONE; row = rows.dequeue()) {
            Step step = step(row);
            int forwarding = switch (step) {
                case ADD, REPLACE -> effective(row);
                case DELETE -> rows.ours(row);
                case NOTHING, YIELD -> Forwardings.NONE;
            };
            if (forwarding == Forwardings.NONE) {
                check(row);
                continue;
            }
            AddressFamily family = rows.family(row);
            rows.mark(row, UNDER_WAY, true);
            batch.add(row, step, forwardings.use(forwarding));
            batch.messages()
                    .put(
                            forwardings.template(forwarding, step, family),
                            family,
                            rows.high(row),
                            rows.low(row),
                            rows.length(row));
            return true;
        }
        return false;
    }

    /// The kernel did it.
    void done(FibBatch batch, int index) {
        int row = answered(batch, index);
        int forwarding = batch.forwarding(index);
        switch (batch.step(index)) {
            case ADD -> added++;
            case REPLACE -> replaced++;
            case DELETE -> deleted++;
            case NOTHING, YIELD -> throw new IllegalArgumentException(batch.step(index) + " is no message");
        }
        if (batch.step(index) == Step.DELETE) {
            setOurs(row, Forwardings.NONE);
            forwardings.release(forwarding);
        } else {
            setOurs(row, forwarding);
            setError(row, "");
            if (rows.is(row, DRIFTED)) {
                repaired++;
            }
        }
        rows.mark(row, DRIFTED, false);
        check(row);
    }

    /// The kernel would not do it.
    void refused(FibBatch batch, int index, int errno, String text) {
        int row = answered(batch, index);
        boolean deleting = batch.step(index) == Step.DELETE;
        boolean isIpv6Multipath = rows.family(row) == AddressFamily.IPV6
                && forwardings.get(batch.forwarding(index)).hops().size() > 1;
        forwardings.release(batch.forwarding(index));
        if (deleting && (errno == Errno.ESRCH || errno == Errno.ENOENT)) {
            setOurs(row, Forwardings.NONE);
            check(row);
            return;
        }
        errors++;
        // Someone was faster than our knowledge, or a multipath replacement stopped half way.
        readingNeeded |= errno == Errno.EEXIST || isIpv6Multipath;
        if (deleting) {
            rows.mark(row, DELETE_REFUSED, true);
        }
        setError(row, text.isEmpty() ? Errno.text(errno) : Errno.text(errno) + ": " + text);
        check(row);
    }

    /// The kernel's answer is missing; a reading will show what it did.
    void unanswered(FibBatch batch, int index) {
        int row = answered(batch, index);
        forwardings.release(batch.forwarding(index));
        errors++;
        readingNeeded = true;
        if (!dropIfEmpty(row)) {
            setState(row, State.PENDING);
        }
    }

    private int answered(FibBatch batch, int index) {
        int row = batch.row(index);
        rows.mark(row, UNDER_WAY, false);
        return row;
    }

    /// Something changed, or time has passed: what was refused may be possible now.
    void retryRefused() {
        rows.forEachWithError(row -> {
            forgetRefusal(row);
            check(row);
        });
    }

    private void forgetRefusal(int row) {
        setError(row, "");
        rows.mark(row, DELETE_REFUSED, false);
    }

    private void setError(int row, String text) {
        int before = rows.error(row);
        if (before != Interned.NONE || !text.isEmpty()) {
            rows.setError(row, text.isEmpty() ? Interned.NONE : errorTexts.use(text));
            errorTexts.release(before);
        }
    }

    private boolean isRefused(int row) {
        return rows.error(row) != Interned.NONE;
    }

    /// How to forward, all considered; 0: not at all.
    private int effective(int row) {
        return rows.is(row, PROTECTED) ? Forwardings.NONE : hopSets.forwarding(rows.wanted(row));
    }

    private boolean isProtected(int row) {
        for (Prefix one : protectedPrefixes) {
            if (one.family() == rows.family(row)
                    && one.length() <= rows.length(row)
                    && (rows.high(row) & Prefix.maskHigh(one.length())) == one.high()
                    && (rows.low(row) & Prefix.maskLow(one.length())) == one.low()) {
                return true;
            }
        }
        return false;
    }

    private Step step(int row) {
        if (rows.is(row, ADOPTED) && !converged && !rows.is(row, PROTECTED)) {
            return Step.NOTHING;
        }
        int wanted = effective(row);
        int ours = rows.ours(row);
        if (wanted == ours) {
            return Step.NOTHING; // as nearly always; the diff would say so too
        }
        Step step = FibDiff.next(forwardings.find(wanted), forwardings.find(ours), rows.holder(row) != FibRows.NONE);
        return switch (step) {
            case NOTHING, YIELD -> step;
            // Wait for the retry. Until then a route that nobody wants is worse than none.
            case ADD -> isRefused(row) ? Step.NOTHING : step;
            case REPLACE -> isRefused(row) ? (rows.is(row, DELETE_REFUSED) ? Step.NOTHING : Step.DELETE) : step;
            case DELETE -> rows.is(row, DELETE_REFUSED) ? Step.NOTHING : step;
        };
    }

    /// Nobody wants a route there, and we have none.
    private boolean isEmpty(int row) {
        return rows.wanted(row) == HopSets.NONE && rows.ours(row) == Forwardings.NONE;
    }

    /// Looks at a row after anything about it has changed: queues it, drops it, and keeps the books on its
    /// state.
    private void check(int row) {
        if (dropIfEmpty(row)) {
            return;
        }
        Step step = step(row);
        int wanted = rows.wanted(row);
        if (step == Step.YIELD) {
            setError(row, "held by a route of protocol " + Protocols.name(rows.holder(row)) + " with the same metric");
        } else if (wanted != HopSets.NONE && hopSets.forwarding(wanted) == Forwardings.NONE) {
            setError(row, hopSets.why(wanted));
        }
        if (step != Step.NOTHING && step != Step.YIELD && !rows.is(row, QUEUED | UNDER_WAY)) {
            rows.enqueue(row);
        }
        State state = state(row);
        if (state == State.INSTALLED) {
            rows.mark(row, DRIFTED, false);
        }
        setState(row, state);
    }

    /// The prefix of an empty row is of no concern any more; the row goes when nothing else names it.
    private boolean dropIfEmpty(int row) {
        if (!isEmpty(row)) {
            return false;
        }
        setError(row, "");
        if (rows.is(row, QUEUED | UNDER_WAY)) {
            rows.setState(row, null, 0);
        } else {
            rows.remove(row);
        }
        return true;
    }

    private State state(int row) {
        if (rows.wanted(row) == HopSets.NONE) {
            if (isRefused(row)) {
                return State.REFUSED;
            }
            return rows.is(row, ADOPTED) && !converged ? State.STALE : State.PENDING;
        }
        if (rows.is(row, PROTECTED)) {
            return State.PROTECTED;
        }
        int wanted = effective(row);
        int ours = rows.ours(row);
        boolean installed = wanted != Forwardings.NONE
                && ours != Forwardings.NONE
                && (wanted == ours || forwardings.get(ours).satisfies(forwardings.get(wanted)));
        return installed ? State.INSTALLED : isRefused(row) ? State.REFUSED : State.PENDING;
    }

    private void setState(int row, State now) {
        if (rows.state(row) != now) {
            rows.setState(row, now, (int) (clock.millis() / 1000));
        }
    }

    // ---- what is shown
    // ---------------------------------------------------------------------------------------------

    FibTotals totals(long resyncs, long overruns, long batches) {
        return new FibTotals(
                rows.count(State.INSTALLED),
                rows.count(State.PENDING),
                rows.count(State.REFUSED),
                rows.count(State.PROTECTED),
                rows.count(State.STALE),
                foreign,
                added,
                replaced,
                deleted,
                errors,
                repaired,
                resyncs,
                overruns,
                batches,
                converged);
    }

    FibStatus status(FibTotals totals) {
        List<FibEntry> shown = new ArrayList<>();
        rows.forEach(row -> {
            State state = rows.state(row);
            if (state != null) {
                shown.add(show(row, state));
            }
        });
        shown.sort(Comparator.comparing(FibEntry::prefix));
        return new FibStatus(config, shown, foreignShown, totals);
    }

    private FibEntry show(int row, State state) {
        int wanted = effective(row);
        Forwarding shown = forwardings.find(wanted == Forwardings.NONE ? rows.ours(row) : wanted);
        List<FibEntry.Hop> hops = new ArrayList<>();
        if (shown != null) {
            for (Route.Hop hop : shown.hops()) {
                hops.add(new FibEntry.Hop(hop.gateway(), name(hop.interfaceIndex())));
            }
        }
        List<ScopedNextHop> learned = hopSets.find(rows.wanted(row));
        String error = errorTexts.find(rows.error(row));
        return new FibEntry(
                rows.prefix(row),
                learned == null ? List.of() : learned,
                hops,
                shown != null && shown.type() == Rtnetlink.RTN_BLACKHOLE,
                state,
                error == null ? "" : error,
                Instant.ofEpochSecond(rows.since(row)));
    }

    private String name(int interfaceIndex) {
        return network.link(interfaceIndex).map(Link::name).orElse("");
    }
}
