package io.barewire.ovn;

import io.barewire.ovn.OvnRouter.News;
import io.barewire.ovn.ovsdb.DatabaseSchema;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.ovn.ovsdb.Mirror;
import io.barewire.ovn.ovsdb.OvsdbClient;
import io.barewire.ovn.ovsdb.OvsdbConfig;
import io.barewire.ovn.ovsdb.OvsdbListener;
import io.barewire.ovn.ovsdb.RowChange;
import io.barewire.ovn.ovsdb.TransactOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the static routes of gateway routers equal to the routes that it was given, or only tells whether they are.
///
/// ```
/// speakers ── best routes ──> OvnRouter ─┐
///                                        ├─> thread `ovn-import`: RouterBook ── Batch, when Pacing lets it ─┐
/// database ── rows that changed ─────────┘                                                                 │
///          <───────────────────────────────────────────────────────────────────────────────────────────────┘
/// ```
///
/// The thread never waits for the database: while that is away, or northd is busy, changes are merged by prefix
/// in the books, and what is different in the end is sent. Rows stay when this is closed.
public final class OvnRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OvnRoutes.class);

    /// In one transaction, so that one document of JSON stays within some megabytes.
    private static final int MOST_PREFIXES = 20_000;

    /// Reasons for having no connection that are logged until there is one.
    private static final int MOST_REASONS = 16;

    private record Answer(Batch batch, TransactOutcome outcome) {}

    private record Question(OvnRouter router, CompletableFuture<OvnStatus> answer) {}

    private final OvnConfig config;
    private final Thread thread;
    private final OvsdbClient client;

    // Handed over between threads, under the monitor of this object.
    private boolean woken;
    private boolean closing;
    private boolean ended;
    private NorthboundNews news = NorthboundNews.none();
    private boolean lost;
    private long connection;
    private Optional<Endpoint> endpoint = Optional.empty();
    private Optional<String> whyNot = Optional.of("not connected yet");
    private @Nullable Answer answer;
    private final List<Question> questions = new ArrayList<>();
    private List<OvnRouter> routers = List.of();

    // Of the thread ovn-import.
    private final NorthboundView view = new NorthboundView();
    private final Pacing pacing = new Pacing();
    private final OldestChange oldestChange = new OldestChange();
    private final BatchCounts counts = new BatchCounts();
    private final List<OvnRouter> known = new ArrayList<>();
    private final List<OvnRouter> leaving = new ArrayList<>();
    private boolean connected;
    /// The connection that the view is of: what is worked out from it is for no other.
    private long viewed;
    private @Nullable Batch underWay;
    private long underWaySince;
    private Optional<String> refusal = Optional.empty();

    private volatile OvnTotals totals;

    private OvnRoutes(OvnConfig config) {
        this.config = config;
        this.totals = totalsNow(Optional.empty(), Optional.of("not connected yet"));
        this.thread = Thread.ofPlatform().name("ovn-import").daemon().unstarted(this::run);
        OvsdbConfig database = OvsdbConfig.of(
                config.endpoints(), Northbound.DATABASE, Northbound.monitored(config.imports(), config.bfd()));
        this.client = OvsdbClient.start(config.tls().map(database::withTls).orElse(database), new Listener());
    }

    /// Begins to connect; whether and when that succeeds is told by [#totals].
    public static OvnRoutes start(OvnConfig config) {
        OvnRoutes routes = new OvnRoutes(config);
        routes.thread.start();
        return routes;
    }

    /// Has the routes of one more router kept.
    ///
    /// @param gateways asked on the thread `ovn-import`; must not wait for anything
    public OvnRouter router(GatewayRouter router, Gateways gateways) {
        OvnRouter added =
                new OvnRouter(router, this, new RouterBook(router, config.owner(), gateways, new FreshUuids()));
        synchronized (this) {
            if (ended) {
                added.end();
            } else {
                List<OvnRouter> more = new ArrayList<>(routers);
                more.add(added);
                routers = List.copyOf(more);
            }
        }
        wake();
        return added;
    }

    /// The numbers as of the last time that anything happened.
    public OvnTotals totals() {
        return totals;
    }

    OvnStatus status(OvnRouter router) {
        CompletableFuture<OvnStatus> later = new CompletableFuture<>();
        synchronized (this) {
            if (ended) {
                later.complete(statusNow(router));
            } else {
                questions.add(new Question(router, later));
            }
        }
        wake();
        return later.join();
    }

    void wake() {
        synchronized (this) {
            woken = true;
            notifyAll();
        }
    }

    /// Ends the connection; rows stay.
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException interrupt) {
                interrupted = true;
            }
        }
        client.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// On the client's thread, which does nothing but note.
    private final class Listener implements OvsdbListener {
        /// Since the last connection: each of several servers has its own, again and again.
        private final Set<String> told = new HashSet<>();

        @Override
        public void connected(Endpoint to, DatabaseSchema schema, Mirror mirror) {
            told.clear();
            NorthboundNews all = NorthboundNews.all(mirror, config.bfd());
            synchronized (OvnRoutes.this) {
                news = all;
                connection = mirror.connection();
                endpoint = Optional.of(to);
                whyNot = Optional.empty();
            }
            LOG.info("northbound database: connected to {}, schema {}", to, schema.version());
            wake();
        }

        @Override
        public void changed(List<RowChange> changes) {
            synchronized (OvnRoutes.this) {
                news.add(changes);
            }
            wake();
        }

        @Override
        public void disconnected(String reason) {
            synchronized (OvnRoutes.this) {
                lost = true;
                news = NorthboundNews.none();
                endpoint = Optional.empty();
                whyNot = Optional.of(reason);
            }
            if (told.size() < MOST_REASONS && told.add(reason)) {
                LOG.warn("northbound database: not connected: {}", reason);
            }
            wake();
        }
    }

    // ---- the thread ovn-import

    private void run() {
        try {
            while (true) {
                boolean last = await();
                try {
                    takeOver();
                    send();
                    tell().forEach(this::answer);
                } catch (RuntimeException defect) {
                    beginAnew(defect);
                }
                if (last) {
                    return;
                }
            }
        } finally {
            end();
        }
    }

    /// What is known of the database may be half of it: the next connection tells all.
    private void beginAnew(RuntimeException defect) {
        thread.getUncaughtExceptionHandler().uncaughtException(thread, defect);
        forgetConnection();
        client.reconnect("a defect of ours, which the log has: " + defect);
    }

    /// Until something was handed over, or the time for the next batch has come.
    ///
    /// @return whether the close was called
    private synchronized boolean await() {
        try {
            while (!woken && !closing) {
                long nanos = connected && hasChanges() ? pacing.untilMaySend(System.nanoTime()) : Long.MAX_VALUE;
                if (nanos <= 0) {
                    break;
                }
                if (nanos == Long.MAX_VALUE) {
                    wait();
                } else {
                    wait(nanos / 1_000_000 + 1);
                }
            }
        } catch (InterruptedException interrupt) {
            closing = true;
        }
        woken = false;
        return closing;
    }

    /// Takes what other threads handed over, in the order that makes sense of it.
    private void takeOver() {
        NorthboundNews rows;
        boolean wasLost;
        long from;
        Answer answered;
        List<OvnRouter> now;
        synchronized (this) {
            rows = news;
            from = connection;
            news = NorthboundNews.none();
            wasLost = lost;
            lost = false;
            answered = answer;
            answer = null;
            now = routers;
        }
        if (wasLost) {
            settleIfOfUnderWay(answered);
            forgetConnection();
        }
        if (!rows.isEmpty()) {
            view.apply(rows, known.stream().map(OvnRouter::book).toList(), config.bfd());
            if (rows.fresh()) {
                connected = true;
                viewed = from;
                pacing.connected(view.nbCfg(), view.sbCfg(), System.nanoTime());
            }
            if (!rows.globals().isEmpty()) {
                pacing.digested(view.sbCfg());
                counts.effective(view.hvCfg(), System.nanoTime());
            }
        }
        for (OvnRouter router : now) {
            if (!known.contains(router)) {
                known.add(router);
                if (connected) {
                    view.show(router.book());
                    if (config.bfd()) {
                        view.showWatchers(router.book());
                    }
                }
            }
        }
        settleIfOfUnderWay(answered);
        known.forEach(this::take);
        forgetWithdrawn();
    }

    private void forgetConnection() {
        connected = false;
        if (underWay != null) {
            counts.unknown();
            underWay = null;
            oldestChange.came(underWaySince);
        }
        counts.disconnected();
        pacing.disconnected();
    }

    private void take(OvnRouter router) {
        News handed = router.take();
        RouterBook book = router.book();
        handed.excluded().ifPresent(book::exclude);
        if (handed.networkChanged()) {
            book.networkChanged();
        }
        if (!handed.changes().isEmpty()) {
            handed.changes().forEach(book::want);
            oldestChange.came(handed.since());
        }
        if (handed.converged()) {
            book.converged();
        }
        if (handed.withdrawn()) {
            book.wantNothing();
            leaving.add(router);
        }
    }

    /// When its rows are gone, or its router is, or when the same router is kept again: then its rows are left to
    /// that one's book, since two would undo each other's work.
    private void forgetWithdrawn() {
        if (leaving.isEmpty()) {
            return;
        }
        List<OvnRouter> gone = leaving.stream()
                .filter(router -> !config.imports()
                        || isKeptAgain(router.router())
                        || (connected && underWay == null && !router.book().hasChanges()))
                .toList();
        leaving.removeAll(gone);
        known.removeAll(gone);
        synchronized (this) {
            routers = routers.stream().filter(each -> !gone.contains(each)).toList();
        }
        gone.forEach(OvnRouter::end);
    }

    private boolean isKeptAgain(GatewayRouter router) {
        return known.stream().anyMatch(other -> other.router().equals(router) && !leaving.contains(other));
    }

    private boolean hasChanges() {
        return config.imports()
                && known.stream().anyMatch(router -> router.book().hasChanges());
    }

    private void send() {
        long now = System.nanoTime();
        if (!hasChanges()) {
            if (connected && underWay == null) { // the mirror shows that nothing is left to do
                oldestChange.done();
                refusal = Optional.empty();
            }
            return;
        }
        if (!connected || !pacing.maySend(now)) {
            return;
        }
        Batch batch = new Batch(config.owner(), config.bfd());
        int room = MOST_PREFIXES;
        for (OvnRouter router : known) {
            Optional<UUID> uuid = router.book().present();
            if (uuid.isPresent() && router.book().hasChanges() && room > 0) {
                List<RowEdit> edits = router.book().take(room);
                room -= edits.size();
                batch.add(router.router(), uuid.get(), edits);
            }
        }
        underWay = batch;
        underWaySince = oldestChange.sent(now, !hasChanges());
        pacing.sent();
        var _ = client.transact(viewed, batch.operations()).thenAccept(outcome -> {
            synchronized (this) {
                answer = new Answer(batch, outcome);
            }
            wake();
        });
        counts.sent(underWaySince, System.nanoTime());
    }

    private void settleIfOfUnderWay(@Nullable Answer answered) {
        if (answered != null && answered.batch() == underWay) {
            underWay = null;
            settle(answered);
        }
    }

    private void settle(Answer answered) {
        long now = System.nanoTime();
        known.forEach(router -> router.book().settled());
        Batch batch = answered.batch();
        switch (answered.outcome()) {
            case TransactOutcome.Committed(var results) -> {
                counts.committed(batch);
                Optional<String> missed = batch.missed(results);
                OptionalLong nbCfg = batch.nbCfg(results);
                if (missed.isPresent()) {
                    // Somebody was faster than our mirror, which shows by now what is left to do.
                    goesAgain("rows changed under a batch: " + missed.get());
                    pacing.missed(nbCfg.orElse(0), view.sbCfg(), now);
                    return;
                }
                refusal = Optional.empty();
                pacing.committed(nbCfg.orElse(0), view.sbCfg(), now);
                if (nbCfg.isPresent()) {
                    counts.effectiveAt(nbCfg.getAsLong(), underWaySince);
                    counts.effective(view.hvCfg(), now);
                }
            }
            case TransactOutcome.Aborted aborted -> {
                counts.failed();
                refuse(aborted.error().toString(), now);
            }
            case TransactOutcome.NotSent(String why) -> {
                counts.failed();
                refuse(why, now);
            }
            case TransactOutcome.Unknown(String why) -> {
                // The connection has ended, and the next one tells whether northd has a batch more to digest.
                counts.unknown();
                goesAgain(why);
            }
        }
    }

    private void refuse(String why, long now) {
        goesAgain(why);
        pacing.refused(now);
    }

    private void goesAgain(String why) {
        if (refusal.filter(why::equals).isEmpty()) {
            LOG.warn("northbound database: a batch was not confirmed; what it left undone goes again: {}", why);
        }
        refusal = Optional.of(why);
        oldestChange.came(underWaySince);
    }

    /// Makes the numbers known.
    ///
    /// @return who asks for more
    private List<Question> tell() {
        List<Question> asked;
        Optional<String> where;
        Optional<String> why;
        synchronized (this) {
            asked = List.copyOf(questions);
            questions.clear();
            where = endpoint.map(Endpoint::toString);
            why = whyNot;
        }
        totals = totalsNow(where, why.or(() -> refusal));
        return asked;
    }

    private OvnTotals totalsNow(Optional<String> where, Optional<String> problem) {
        Batch batch = underWay;
        int rows = batch == null ? 0 : batch.inserted() + batch.updated() + batch.deleted();
        return counts.totals(
                config,
                where,
                problem,
                rows,
                pacing,
                known.stream().map(router -> router.book().totals()).toList());
    }

    private OvnStatus statusNow(OvnRouter router) {
        return new OvnStatus(
                totals,
                router.book().totals(),
                view.count(router.router()),
                router.book().entries());
    }

    private void answer(Question question) {
        try {
            question.answer().complete(statusNow(question.router()));
        } catch (RuntimeException defect) {
            question.answer().completeExceptionally(defect); // it is told to whoever asks, who waits
        }
    }

    private void end() {
        List<OvnRouter> left;
        List<Question> asked;
        synchronized (this) {
            ended = true;
            left = routers;
            asked = List.copyOf(questions);
            questions.clear();
        }
        left.forEach(OvnRouter::end);
        asked.forEach(this::answer);
    }
}
