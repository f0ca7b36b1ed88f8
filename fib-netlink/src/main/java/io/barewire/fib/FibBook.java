package io.barewire.fib;

import io.barewire.fib.FibDiff.Step;
import io.barewire.fib.FibEntry.State;
import io.barewire.fib.HopSets.HopSet;
import io.barewire.libc.Errno;
import io.barewire.netlink.Link;
import io.barewire.netlink.Route;
import io.barewire.netlink.Rtnetlink;
import io.barewire.rib.RouteChange;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What is wanted, what the kernel is known to have, and what to do about the difference. Decides only: whoever
/// drives it sends the operations and tells how they went. One entry per prefix; belongs to one thread.
///
/// **Ours** is a route of our protocol and metric in our table, when its prefix is in this book: because a
/// peer's route is wanted there, or because it was found at the first reading (adopted). A route of our
/// protocol that appears later under a prefix we do not want is foreign: counted, shown, left alone.
///
/// Knowledge of the kernel comes from answers to our own operations, from notifications about other people's,
/// and from readings of the whole table. A notification that leaves room for doubt asks for a reading instead
/// of guessing, and a reading is the last word, so that whatever was missed is put right by the next one.
final class FibBook {
    private final FibConfig config;
    private final InstantSource clock;
    private final Network network;
    private final HopSets hopSets;
    private final Map<Prefix, Entry> entries = new HashMap<>();

    /// Entries that may need an operation; drawn at random, because the kernel's trie takes deletions in
    /// ascending order ten times slower than in any other.
    private final List<Entry> queue = new ArrayList<>();

    private final SplittableRandom random = new SplittableRandom(1);
    private final Set<Entry> refused = new LinkedHashSet<>();
    private final Map<State, Integer> inState = new EnumMap<>(State.class);
    private Set<Prefix> protectedPrefixes = Set.of();
    private boolean converged;
    private boolean adopting = true;
    private boolean readingNeeded = true;
    private int reading;
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
        this.hopSets = new HopSets(network);
        for (State state : State.values()) {
            inState.put(state, 0);
        }
    }

    private static final class Entry {
        static final int NOBODY = -1;

        final Prefix prefix;
        /// Null: no route.
        @Nullable
        HopSet wanted;

        @Nullable
        Forwarding ours;

        int holder = NOBODY;
        String error = "";
        Instant since;

        @Nullable
        State state;

        int seenInReading;
        int holderSeenInReading;
        boolean adopted;
        boolean queued;
        boolean deleteRefused;
        boolean drifted;

        Entry(Prefix prefix, Instant since) {
            this.prefix = prefix;
            this.since = since;
        }
    }

    /// One message for the kernel.
    ///
    /// @param step `ADD`, `REPLACE` or `DELETE`
    record Operation(Step step, Route route) {}

    // ---- what is wanted
    // --------------------------------------------------------------------------------------------

    void want(RouteChange change) {
        Prefix prefix = change.prefix();
        Entry entry = entries.get(prefix);
        if (entry == null) {
            if (change.isGone()) {
                return;
            }
            entry = new Entry(prefix, clock.instant());
            entries.put(prefix, entry);
            // Adding would show a foreign route under this prefix by EEXIST, but nothing will be added.
            readingNeeded |= foreign > 0 && isProtected(prefix);
        } else if (isWanted(entry, change) && !entry.adopted) {
            return;
        }
        setWanted(entry, change);
        entry.adopted &= change.isGone();
        forgetRefusal(entry);
        check(entry);
    }

    private static boolean isWanted(Entry entry, RouteChange change) {
        return entry.wanted == null
                ? change.isGone()
                : !change.isGone() && entry.wanted.nextHops().equals(change.nextHops());
    }

    private void setWanted(Entry entry, RouteChange change) {
        HopSet before = entry.wanted;
        entry.wanted = change.isGone() ? null : hopSets.use(change.nextHops());
        if (before != null) {
            hopSets.release(before);
        }
    }

    void protect(Set<Prefix> prefixes) {
        if (!protectedPrefixes.equals(prefixes)) {
            protectedPrefixes = Set.copyOf(prefixes);
            checkAll();
        }
    }

    /// What was adopted and is still not wanted goes now.
    void converged() {
        converged = true;
        checkAll();
    }

    /// Nothing is wanted any more.
    void wantNothing() {
        converged = true;
        for (Entry entry : List.copyOf(entries.values())) {
            setWanted(entry, new RouteChange(entry.prefix, List.of()));
            check(entry);
        }
    }

    /// Links, addresses or the routes to next hops are other ones now: routes whose next hops come to something else
    /// are checked, and what was refused may be possible.
    void networkChanged() {
        if (hopSets.networkChanged()) {
            for (Entry entry : List.copyOf(entries.values())) {
                if (entry.wanted != null && entry.wanted.isChanged()) {
                    forgetRefusal(entry);
                    check(entry);
                }
            }
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

    /// Starts a reading; a new start drops one that was not finished.
    void startReading() {
        reading++;
        foreignInReading = 0;
        foreignShownInReading = new ArrayList<>();
    }

    /// One route of our table, as found in a reading.
    void read(Route route) {
        Entry entry = entries.get(route.destination());
        if (route.protocol() != config.protocol()) {
            if (entry != null && inOurPlace(route)) {
                entry.holder = route.protocol();
                entry.holderSeenInReading = reading;
            }
            return;
        }
        if (entry == null && adopting && inOurPlace(route)) {
            entry = new Entry(route.destination(), clock.instant());
            entry.adopted = true;
            entries.put(route.destination(), entry);
        }
        if (entry == null || !inOurPlace(route) || entry.seenInReading == reading) {
            foreignInReading++;
            if (foreignShownInReading.size() < FibStatus.FOREIGN_SHOWN) {
                foreignShownInReading.add(route.toString());
            }
            return;
        }
        Forwarding found = Forwarding.of(route);
        if (entry.ours != null && !found.satisfies(entry.ours)) {
            entry.drifted = true;
        }
        entry.ours = found;
        entry.seenInReading = reading;
    }

    /// The reading is complete: what it did not show is not there.
    void finishReading() {
        adopting = false;
        readingNeeded = false;
        foreign = foreignInReading;
        foreignShown = List.copyOf(foreignShownInReading);
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.seenInReading != reading && entry.ours != null) {
                entry.ours = null;
                entry.drifted = true;
            }
            if (entry.holderSeenInReading != reading && entry.holder != Entry.NOBODY) {
                entry.holder = Entry.NOBODY;
                forgetRefusal(entry);
            }
            check(entry);
        }
    }

    /// Someone else added, changed or removed a route.
    ///
    /// @param replacing the route took the place of another (`NLM_F_REPLACE`)
    void observe(Route route, boolean removed, boolean replacing) {
        if (route.table() != config.table()) {
            return;
        }
        Entry entry = entries.get(route.destination());
        boolean byOurProtocol = route.protocol() == config.protocol();
        if (entry == null || !inOurPlace(route)) {
            readingNeeded |= byOurProtocol;
            return;
        }
        if (!byOurProtocol) {
            // It may stand beside ours, or have taken its place: only a reading tells which.
            readingNeeded = true;
        } else if (removed) {
            observeRemoval(entry, Forwarding.of(route));
        } else if ((entry.ours != null && !replacing) || entry.holder != Entry.NOBODY) {
            readingNeeded = true;
        } else {
            entry.ours = Forwarding.of(route);
            entry.drifted = true;
            check(entry);
        }
    }

    private void observeRemoval(Entry entry, Forwarding removed) {
        if (entry.ours == null) {
            return;
        }
        // IPv6 tells of each hop by itself when it leaves a multipath route, which may go on without it.
        if (entry.ours.hops().size() > 1 || !removed.satisfies(entry.ours)) {
            readingNeeded = true;
            return;
        }
        entry.ours = null;
        entry.drifted = true;
        check(entry);
    }

    /// Same prefix is understood: does the kernel take this route and ours for the same one?
    private boolean inOurPlace(Route route) {
        return route.metric() == config.metric() && route.tos() == 0;
    }

    // ---- what to do
    // ------------------------------------------------------------------------------------------------

    boolean hasOperations() {
        return !queue.isEmpty();
    }

    /// The next operation, or empty when there is none. The kernel's answer must be told, by [#done],
    /// [#refused] or [#unanswered], before another one for the same prefix comes.
    Optional<Operation> next() {
        while (!queue.isEmpty()) {
            int drawn = random.nextInt(queue.size());
            Entry entry = queue.get(drawn);
            Entry last = queue.removeLast();
            if (entry != last) {
                queue.set(drawn, last);
            }
            entry.queued = false;
            Optional<Operation> operation = operation(entry, step(entry));
            if (operation.isPresent()) {
                return operation;
            }
        }
        return Optional.empty();
    }

    private Optional<Operation> operation(Entry entry, Step step) {
        Forwarding forwarding = switch (step) {
            case ADD, REPLACE -> effective(entry);
            case DELETE -> entry.ours;
            case NOTHING, YIELD -> null;
        };
        if (forwarding == null) {
            return Optional.empty();
        }
        return Optional.of(new Operation(
                step,
                new Route(
                        entry.prefix,
                        config.table(),
                        config.protocol(),
                        forwarding.type(),
                        0,
                        config.metric(),
                        forwarding.hops(),
                        0)));
    }

    /// The kernel did it.
    void done(Operation operation) {
        Entry entry = entries.get(operation.route().destination());
        if (entry == null) {
            return;
        }
        switch (operation.step()) {
            case ADD -> added++;
            case REPLACE -> replaced++;
            case DELETE -> deleted++;
            case NOTHING, YIELD -> throw new IllegalArgumentException(operation.step() + " is no message");
        }
        entry.ours = operation.step() == Step.DELETE ? null : Forwarding.of(operation.route());
        if (operation.step() != Step.DELETE) {
            entry.error = "";
            if (entry.drifted) {
                repaired++;
            }
        }
        entry.drifted = false;
        check(entry);
    }

    /// The kernel would not do it.
    void refused(Operation operation, int errno, String text) {
        Entry entry = entries.get(operation.route().destination());
        if (entry == null) {
            return;
        }
        if (operation.step() == Step.DELETE && (errno == Errno.ESRCH || errno == Errno.ENOENT)) {
            entry.ours = null;
            check(entry);
            return;
        }
        errors++;
        String why = text.isEmpty() ? Errno.text(errno) : Errno.text(errno) + ": " + text;
        // Someone was faster than our knowledge, or a multipath replacement stopped half way.
        readingNeeded |= errno == Errno.EEXIST || isIpv6Multipath(operation);
        entry.deleteRefused |= operation.step() == Step.DELETE;
        entry.error = why;
        check(entry);
    }

    private static boolean isIpv6Multipath(Operation operation) {
        return operation.route().destination().family() == AddressFamily.IPV6
                && operation.route().hops().size() > 1;
    }

    /// The kernel's answer is missing; a reading will show what it did.
    void unanswered(Operation operation) {
        errors++;
        readingNeeded = true;
        Entry entry = entries.get(operation.route().destination());
        if (entry != null) {
            touch(entry, State.PENDING);
        }
    }

    /// Something changed, or time has passed: what was refused may be possible now.
    void retryRefused() {
        for (Entry entry : List.copyOf(refused)) {
            forgetRefusal(entry);
            check(entry);
        }
    }

    private static void forgetRefusal(Entry entry) {
        entry.error = "";
        entry.deleteRefused = false;
    }

    /// How to forward, all considered; null: not at all.
    private @Nullable Forwarding effective(Entry entry) {
        return entry.wanted == null || isProtected(entry.prefix) ? null : entry.wanted.forwarding();
    }

    private boolean isProtected(Prefix prefix) {
        for (Prefix one : protectedPrefixes) {
            if (one.contains(prefix)) {
                return true;
            }
        }
        return false;
    }

    private Step step(Entry entry) {
        if (entry.adopted && !converged && !isProtected(entry.prefix)) {
            return Step.NOTHING;
        }
        Step step = FibDiff.next(effective(entry), entry.ours, entry.holder != Entry.NOBODY);
        boolean isRefused = !entry.error.isEmpty();
        return switch (step) {
            case NOTHING, YIELD -> step;
            // Wait for the retry. Until then a route that nobody wants is worse than none.
            case ADD -> isRefused ? Step.NOTHING : step;
            case REPLACE -> isRefused ? (entry.deleteRefused ? Step.NOTHING : Step.DELETE) : step;
            case DELETE -> entry.deleteRefused ? Step.NOTHING : step;
        };
    }

    private void checkAll() {
        for (Entry entry : List.copyOf(entries.values())) {
            check(entry);
        }
    }

    /// Looks at an entry after anything about it has changed: queues it, drops it, and keeps the books on its
    /// state.
    private void check(Entry entry) {
        Step step = step(entry);
        HopSet wanted = entry.wanted;
        if (wanted == null && entry.ours == null) {
            entries.remove(entry.prefix);
            touch(entry, null);
            return;
        }
        if (step == Step.YIELD) {
            entry.error = "held by a route of protocol " + Protocols.name(entry.holder) + " with the same metric";
        } else if (wanted != null && wanted.forwarding() == null) {
            entry.error = wanted.why();
        }
        if (step != Step.NOTHING && step != Step.YIELD && !entry.queued) {
            entry.queued = true;
            queue.add(entry);
        }
        State state = state(entry);
        entry.drifted &= state != State.INSTALLED;
        touch(entry, state);
    }

    private State state(Entry entry) {
        if (entry.wanted == null) {
            if (!entry.error.isEmpty()) {
                return State.REFUSED;
            }
            return entry.adopted && !converged ? State.STALE : State.PENDING;
        }
        if (isProtected(entry.prefix)) {
            return State.PROTECTED;
        }
        Forwarding wanted = effective(entry);
        if (wanted != null && entry.ours != null && entry.ours.satisfies(wanted)) {
            return State.INSTALLED;
        }
        return entry.error.isEmpty() ? State.PENDING : State.REFUSED;
    }

    private void touch(Entry entry, @Nullable State now) {
        if (now != null && !entry.error.isEmpty()) {
            refused.add(entry);
        } else {
            refused.remove(entry);
        }
        if (entry.state != now) {
            if (entry.state != null) {
                inState.merge(entry.state, -1, Integer::sum);
            }
            if (now != null) {
                inState.merge(now, 1, Integer::sum);
            }
            entry.state = now;
            entry.since = clock.instant();
        }
    }

    // ---- what is shown
    // ---------------------------------------------------------------------------------------------

    FibTotals totals(long resyncs, long overruns, long batches) {
        return new FibTotals(
                count(State.INSTALLED),
                count(State.PENDING),
                count(State.REFUSED),
                count(State.PROTECTED),
                count(State.STALE),
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

    private int count(State state) {
        return Objects.requireNonNull(inState.get(state));
    }

    FibStatus status(FibTotals totals) {
        List<FibEntry> shown = entries.values().stream()
                .map(this::show)
                .sorted((left, right) -> left.prefix().compareTo(right.prefix()))
                .toList();
        return new FibStatus(config, shown, foreignShown, totals);
    }

    private FibEntry show(Entry entry) {
        Forwarding wanted = effective(entry);
        Forwarding shown = wanted == null ? entry.ours : wanted;
        List<FibEntry.Hop> hops = new ArrayList<>();
        if (shown != null) {
            for (Route.Hop hop : shown.hops()) {
                hops.add(new FibEntry.Hop(hop.gateway(), name(hop.interfaceIndex())));
            }
        }
        return new FibEntry(
                entry.prefix,
                entry.wanted == null ? List.of() : entry.wanted.nextHops(),
                hops,
                shown != null && shown.type() == Rtnetlink.RTN_BLACKHOLE,
                entry.state == null ? State.PENDING : entry.state,
                entry.error,
                entry.since);
    }

    private String name(int interfaceIndex) {
        return network.link(interfaceIndex).map(Link::name).orElse("");
    }
}
