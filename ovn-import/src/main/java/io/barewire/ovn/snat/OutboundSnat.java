package io.barewire.ovn.snat;

import io.barewire.ovn.ovsdb.DatabaseSchema;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.ovn.ovsdb.Mirror;
import io.barewire.ovn.ovsdb.OvsdbClient;
import io.barewire.ovn.ovsdb.OvsdbConfig;
import io.barewire.ovn.ovsdb.OvsdbListener;
import io.barewire.ovn.ovsdb.Row;
import io.barewire.ovn.ovsdb.RowChange;
import io.barewire.ovn.ovsdb.TransactOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps source NAT of a node's pod networks as it is wanted, in the northbound database and in the kernel.
///
/// The thread `ovn-snat` does all of it. Wishes, rows that changed and answers are merged until it looks; then it
/// compares what is wanted with what is there, and sends the difference. So start, change, drift, a lost answer and an
/// emptied database are one thing. It has a connection of its own: the routes' batches wait for northd, these must not
/// wait for them, and it mirrors other tables.
///
/// Rows and rules stay when this is closed, as routes do.
public final class OutboundSnat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundSnat.class);
    private static final String DATABASE = "OVN_Northbound";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Pattern ROW = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    /// Nobody tells us of a table of nftables that somebody changed.
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private record Changed(String table, UUID uuid) {}

    private record Answer(SnatDiff diff, TransactOutcome outcome) {}

    /// @param hindered by network, what could not be done of the plan
    private record Wanted(SnatPlan plan, Map<String, String> hindered) {}

    private final SnatConfig config;
    private final Duration kernelPause;
    private final ScheduledThreadPoolExecutor thread;
    private final Optional<OvsdbClient> client;

    // Handed over between threads, under the monitor of this object.
    private Optional<SnatWish> newestWish = Optional.empty();
    private Map<Changed, Optional<Row>> news = new HashMap<>();
    private boolean fresh;
    private long newestConnection;
    private boolean lost;
    private Optional<Endpoint> endpoint = Optional.empty();
    private Optional<String> whyNot = Optional.of("not connected yet");
    private Optional<String> nothingKnown = Optional.empty();
    private @Nullable Answer answer;
    private boolean queued;

    // Of the thread ovn-snat.
    private final SnatRows rows = new SnatRows();
    private boolean connected;
    private boolean wasConnected;
    /// Whose rows these are.
    private long connection;
    private @Nullable SnatDiff underWay;
    private Optional<Wanted> inPlace = Optional.empty();
    private boolean drifted;
    private long notBefore = System.nanoTime();
    private Duration pause = FIRST_PAUSE;
    private Optional<String> refusal = Optional.empty();
    private @Nullable NftTable tableInPlace;
    private @Nullable NftTable refusedTable;
    private long kernelNotBefore = System.nanoTime();
    /// As it was read after it had been put there.
    private String tableFound = "";
    /// By somebody else, and not put right yet.
    private boolean tableChanged;
    private Optional<String> kernelRefusal = Optional.empty();
    private @Nullable ScheduledFuture<?> alarm;
    private long committed;
    private long failed;
    private long repaired;

    private volatile SnatStatus status = new SnatStatus(
            Optional.empty(),
            Optional.empty(),
            Optional.of("nothing is known of this node yet"),
            0,
            0,
            0,
            0,
            List.of());

    private OutboundSnat(SnatConfig config, Duration sweep) {
        this.config = config;
        this.kernelPause = sweep.compareTo(LONGEST_PAUSE) < 0 ? sweep : LONGEST_PAUSE;
        this.thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("ovn-snat").daemon().factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRemoveOnCancelPolicy(true);
        thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        this.client = config.endpoints().isEmpty() ? Optional.empty() : Optional.of(connect());
    }

    private OvsdbClient connect() {
        OvsdbConfig plain = OvsdbConfig.of(config.endpoints(), DATABASE, SnatRows.monitored());
        return OvsdbClient.start(config.tls().map(plain::withTls).orElse(plain), new Listener());
    }

    /// Begins to connect. Nothing is changed before [#want] has said for the first time what is wanted.
    public static OutboundSnat start(SnatConfig config) {
        return start(config, SWEEP);
    }

    /// @param sweep how often the kernel's rules are looked at, and at most the pause after they were refused
    static OutboundSnat start(SnatConfig config, Duration sweep) {
        OutboundSnat snat = new OutboundSnat(config, sweep);
        if (config.kernel().isPresent()) {
            var _ = snat.thread.scheduleWithFixedDelay(
                    snat::sweep, sweep.toMillis(), sweep.toMillis(), TimeUnit.MILLISECONDS);
        }
        return snat;
    }

    /// Replaces what was wanted before. From any thread; does not wait.
    public void want(SnatWish wish) {
        synchronized (this) {
            newestWish = Optional.of(wish);
            nothingKnown = Optional.empty();
        }
        wake();
    }

    /// It cannot be said what is wanted: what was wanted last stays, and `why` is shown.
    public void cannotSay(String why) {
        synchronized (this) {
            nothingKnown = Optional.of(why);
        }
        wake();
    }

    /// As of the last time that anything happened.
    public SnatStatus status() {
        return status;
    }

    @Override
    public void close() {
        thread.shutdown();
        client.ifPresent(OvsdbClient::close);
        try {
            if (!thread.awaitTermination(15, TimeUnit.SECONDS)) {
                LOG.warn("source NAT was still being changed when the agent ended");
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        synchronized (this) {
            if (queued) {
                return;
            }
            queued = true;
        }
        try {
            thread.execute(this::look);
        } catch (RejectedExecutionException _) { // closed
        }
    }

    /// On the client's thread, which does nothing but note.
    private final class Listener implements OvsdbListener {
        @Override
        public void connected(Endpoint to, DatabaseSchema schema, Mirror mirror) {
            Map<Changed, Optional<Row>> all = new HashMap<>();
            SnatRows.monitored()
                    .forEach(one -> mirror.rows(one.table())
                            .forEach(row -> all.put(new Changed(one.table(), row.uuid()), Optional.of(row))));
            synchronized (OutboundSnat.this) {
                news = all;
                fresh = true;
                newestConnection = mirror.connection();
                endpoint = Optional.of(to);
                whyNot = Optional.empty();
            }
            wake();
        }

        @Override
        public void changed(List<RowChange> changes) {
            synchronized (OutboundSnat.this) {
                changes.forEach(change -> news.put(new Changed(change.table(), change.uuid()), change.after()));
            }
            wake();
        }

        @Override
        public void disconnected(String reason) {
            synchronized (OutboundSnat.this) {
                news = new HashMap<>();
                fresh = false;
                lost = true;
                endpoint = Optional.empty();
                whyNot = Optional.of(reason);
            }
            wake();
        }
    }

    // ---- the thread ovn-snat

    private void look() {
        try {
            Optional<SnatWish> wish = takeOver();
            if (wish.isPresent()) {
                keep(wish.get());
            } else {
                status = status(Optional.empty(), Map.of(), false);
            }
        } catch (RuntimeException defect) {
            // The executor would keep it to itself. What is known of the database may be half of it.
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, defect);
            connected = false;
            client.ifPresent(database -> database.reconnect("a defect of ours, which the log has: " + defect));
        }
    }

    private Optional<SnatWish> takeOver() {
        Map<Changed, Optional<Row>> changed;
        boolean isFresh;
        long begun;
        boolean wasLost;
        Answer answered;
        Optional<SnatWish> wish;
        synchronized (this) {
            queued = false;
            changed = news;
            news = new HashMap<>();
            isFresh = fresh;
            fresh = false;
            begun = newestConnection;
            wasLost = lost;
            lost = false;
            answered = answer;
            answer = null;
            wish = newestWish;
        }
        if (wasLost) {
            connected = false;
        }
        if (isFresh) {
            rows.clear();
            connection = begun;
            connected = true;
            wasConnected = true;
            pause = FIRST_PAUSE;
            notBefore = System.nanoTime();
        }
        changed.forEach((what, row) -> rows.put(what.table(), what.uuid(), row));
        if (answered != null) {
            underWay = null;
            settle(answered);
        }
        return wish;
    }

    private void settle(Answer answered) {
        Optional<String> why = switch (answered.outcome()) {
            case TransactOutcome.Committed(var results) -> {
                committed++;
                LOG.info(
                        "source NAT: of the northbound database's rows {} were added, {} changed, {} removed",
                        answered.diff().inserted(),
                        answered.diff().updated(),
                        answered.diff().deleted());
                yield answered.diff().missed(results).map(missed -> "rows changed meanwhile: " + missed);
            }
            case TransactOutcome.Aborted aborted -> {
                failed++;
                yield Optional.of(aborted.error().toString());
            }
            case TransactOutcome.Unknown(String lostWith) -> {
                failed++;
                yield Optional.of(lostWith);
            }
            case TransactOutcome.NotSent(String because) -> {
                failed++;
                yield Optional.of(because);
            }
        };
        if (why.isPresent()) {
            if (words(why).equals(words(refusal))) {
                why = refusal;
            } else {
                LOG.warn("source NAT: a transaction was not confirmed, and goes again: {}", why.get());
            }
            notBefore = System.nanoTime() + pause.toNanos();
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        } else {
            pause = FIRST_PAUSE;
        }
        refusal = why;
    }

    /// The database says the same of one fault each time, but for the uuids of the rows that are new and the order in
    /// which it comes upon rows.
    private static Set<String> words(Optional<String> why) {
        return Set.copyOf(List.of(ROW.matcher(why.orElse("")).replaceAll("").split(" ", -1)));
    }

    private void keep(SnatWish wish) {
        SnatPlan plan =
                SnatDecision.plan(wish, client.isPresent() ? Optional.of(rows.networksOfPorts()) : Optional.empty());
        boolean whole = client.isEmpty()
                || wasConnected
                || wish.mode() == GatewayMode.SHARED
                || wish.networks().stream().allMatch(PodNetwork::isDefault);
        config.kernel().ifPresent(kernel -> keep(kernel, wish, new NftTable(plan.masquerades(), whole)));
        // What the database lacks can be said of one that has been asked.
        boolean isKnown = client.isEmpty() || connected;
        Map<String, String> why = new HashMap<>(isKnown ? plan.waiting() : Map.of());
        boolean complete = client.isEmpty();
        if (client.isPresent() && connected) {
            SnatDiff diff = SnatDiff.of(wish.node(), plan, rows, UUID::randomUUID);
            diff.hindered().forEach(why::putIfAbsent);
            // What is under way comes to the rows yet, although it may not be wanted any more.
            complete = diff.isEmpty() && underWay == null;
            Wanted wanted = new Wanted(plan, diff.hindered());
            if (complete) {
                complete(wanted);
            } else if (underWay == null) {
                drifted |= inPlace.filter(wanted::equals).isPresent();
                send(client.get(), diff);
            }
        }
        status = status(Optional.of(wish), why, complete);
    }

    private void complete(Wanted wanted) {
        if (drifted && inPlace.filter(wanted::equals).isPresent()) {
            repaired++;
        }
        drifted = false;
        refusal = Optional.empty();
        if (!inPlace.map(Wanted::hindered).equals(Optional.of(wanted.hindered()))) {
            wanted.hindered().forEach((network, why) -> LOG.warn("source NAT of network {}: {}", network, why));
        }
        inPlace = Optional.of(wanted);
    }

    private void send(OvsdbClient database, SnatDiff diff) {
        long wait = notBefore - System.nanoTime();
        if (wait > 0) {
            later(wait);
            return;
        }
        underWay = diff;
        var _ = database.transact(connection, diff.operations()).thenAccept(outcome -> {
            synchronized (this) {
                answer = new Answer(diff, outcome);
            }
            wake();
        });
    }

    /// Looks again after that time, or before.
    private void later(long nanos) {
        if (alarm != null && alarm.getDelay(TimeUnit.NANOSECONDS) <= nanos) {
            return;
        }
        if (alarm != null) {
            alarm.cancel(false);
        }
        try {
            alarm = thread.schedule(
                    () -> {
                        alarm = null;
                        wake();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) { // closed
        }
    }

    // ---- the kernel

    private void keep(PacketFilter kernel, SnatWish wish, NftTable wanted) {
        if (wanted.equals(tableInPlace)) {
            return;
        }
        long wait = kernelNotBefore - System.nanoTime();
        if (wanted.equals(refusedTable) && wait > 0) {
            later(wait);
            return;
        }
        try {
            kernel.run(wanted.commands(tableFound));
            tableFound = kernel.table(NftTable.NAME);
            if (tableChanged) {
                LOG.warn("source NAT: somebody had changed table {} of nftables; it is put right", NftTable.NAME);
                tableChanged = false;
                repaired++;
            }
            LOG.info(
                    "source NAT: the kernel masquerades {} sources",
                    wanted.masquerades().size());
            kernelRefusal = Optional.empty();
            tableInPlace = wanted;
            refusedTable = null;
        } catch (IOException refused) {
            String why = String.valueOf(refused.getMessage());
            if (wanted.masquerades().isEmpty() && wish.mode() == GatewayMode.SHARED) {
                // No problem where there is no nftables, and so no table of an earlier mode. It is asked again, because
                // nft may fail for other reasons.
                LOG.debug("source NAT: nftables cannot be asked for a table of ours: {}", why);
            } else {
                if (!kernelRefusal.equals(Optional.of(why))) {
                    LOG.warn("source NAT: the kernel's rules are not in place: {}", why);
                }
                kernelRefusal = Optional.of(why);
            }
            tableInPlace = null;
            refusedTable = wanted;
            kernelNotBefore = System.nanoTime() + kernelPause.toNanos();
            later(kernelPause.toNanos());
        }
    }

    private void sweep() {
        PacketFilter kernel = config.kernel().orElseThrow();
        if (tableInPlace == null || tableFound.isEmpty()) {
            return;
        }
        try {
            if (!kernel.table(NftTable.NAME).equals(tableFound)) {
                tableChanged = true;
                tableInPlace = null;
                look();
            }
        } catch (IOException | RuntimeException unreadable) {
            LOG.warn("source NAT: table {} of nftables cannot be read: {}", NftTable.NAME, unreadable.getMessage());
        }
    }

    // ---- what is shown

    private SnatStatus status(Optional<SnatWish> wish, Map<String, String> why, boolean complete) {
        Optional<String> where;
        Optional<String> notConnected;
        Optional<String> unsaid;
        synchronized (this) {
            where = endpoint.map(Endpoint::toString);
            notConnected = client.isEmpty() ? Optional.empty() : whyNot;
            unsaid = nothingKnown;
        }
        Optional<String> problem =
                unsaid.or(() -> notConnected).or(() -> refusal).or(() -> kernelRefusal);
        List<SnatStatus.Network> networks = new ArrayList<>();
        for (PodNetwork network : wish.map(SnatWish::networks).orElse(List.of())) {
            Optional<String> reason = Optional.ofNullable(why.get(network.name()))
                    .or(() -> problem)
                    .or(() -> complete ? Optional.empty() : Optional.of("it is under way"));
            networks.add(new SnatStatus.Network(
                    network.name(),
                    network.outboundSnat(),
                    reason,
                    rows.describe(wish.orElseThrow().node(), network.name())));
        }
        NftTable inKernel = tableInPlace;
        return new SnatStatus(
                wish.filter(known -> !known.networks().isEmpty()).map(SnatWish::mode),
                where,
                problem,
                inKernel == null ? 0 : inKernel.masquerades().size(),
                committed,
                failed,
                repaired,
                networks);
    }
}
