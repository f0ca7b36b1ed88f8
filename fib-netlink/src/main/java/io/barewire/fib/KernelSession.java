package io.barewire.fib;

import io.barewire.netlink.InterfaceTable;
import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.NetlinkMessage;
import io.barewire.netlink.NetlinkMessage.AddressChanged;
import io.barewire.netlink.NetlinkMessage.LinkChanged;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.netlink.Route;
import io.barewire.netlink.RouteMonitor;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.Rtnetlink;
import io.barewire.netlink.Wakeup;
import io.barewire.wire.AddressFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of the thread `netlink-fib`, and what passes between them and the book.
final class KernelSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelSession.class);

    private static final int READ_ATTEMPTS = 5;

    /// The writer wakes us.
    private static final Duration WRITER_PATIENCE = Duration.ofMinutes(1);

    private static final int FLUSH_BATCHES = 100_000;

    private final FibConfig config;
    private final FibBook book;
    private final Network network;
    private final List<FollowedNextHops> followers;
    private final FollowedRoutes routes;
    private final Wakeup wakeup;
    private final RouteSocket requests;
    private final KernelWriter writer;
    private final RouteMonitor monitor;
    private final InterfaceTable interfaces = new InterfaceTable();
    private final Counters counters;

    private boolean interfacesChanged;
    private boolean networkChanged;
    private long nextRetry;
    private long nextSweep;
    private final ReadingTime readingTime = new ReadingTime();
    private int refusedSaid;
    private int foreignSaid;

    /// What outlives a session.
    static final class Counters {
        long resyncs;
        long overruns;
        long batches;
    }

    /// Opens the socket that routes are changed over.
    interface Opening {
        RouteSocket open() throws NetlinkException;
    }

    /// Opens the sockets and reads everything. Listening begins before the reading, so that no change falls
    /// between.
    KernelSession(
            FibConfig config,
            FibBook book,
            Network network,
            List<FollowedNextHops> followers,
            FollowedRoutes routes,
            Wakeup wakeup,
            Counters counters,
            Opening writing,
            int queueOctets)
            throws NetlinkException {
        this.config = config;
        this.book = book;
        this.network = network;
        this.followers = followers;
        this.routes = routes;
        this.wakeup = wakeup;
        this.counters = counters;
        this.requests = RouteSocket.open();
        try {
            requests.requirePrivilege();
            this.writer = new KernelWriter(writing.open(), wakeup);
        } catch (NetlinkException | RuntimeException failure) {
            requests.close();
            throw failure;
        }
        try {
            this.monitor = RouteMonitor.ofRoutes(writer.portId(), queueOctets);
        } catch (NetlinkException | RuntimeException failure) {
            writer.close();
            requests.close();
            throw failure;
        }
        try {
            interfaces.read(requests);
            takeInterfaces();
            read();
            counters.resyncs--;
            nextRetry = System.nanoTime() + config.retryInterval().toNanos();
        } catch (NetlinkException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /// @param tables of other instances; null: no others than before
    void setInstances(@Nullable Map<String, Integer> tables) {
        if (tables == null) {
            return;
        }
        boolean changed;
        synchronized (network) {
            changed = network.instances(tables);
        }
        if (changed) {
            book.needReading();
            readingTime.askAtOnce(System.nanoTime());
            networkChanged = true;
        }
    }

    /// @param tables whose routes are followed; null: no others than before
    void setFollowedTables(@Nullable Set<Integer> tables) {
        if (tables == null) {
            return;
        }
        boolean changed;
        synchronized (network) {
            changed = network.follow(tables);
        }
        if (changed) {
            book.needReading();
            readingTime.askAtOnce(System.nanoTime());
        }
    }

    /// Takes in what the kernel tells about changes that others made.
    void listen() throws NetlinkException {
        boolean complete;
        synchronized (network) {
            complete = monitor.receive(this::hear);
        }
        if (!complete) {
            counters.overruns++;
            book.needReading();
            interfaces.read(requests);
            interfacesChanged = true;
            LOG.debug("notifications of the kernel were lost; reading the table again");
        }
        if (interfacesChanged) {
            interfacesChanged = false;
            takeInterfaces();
        }
        if (networkChanged) {
            networkChanged = false;
            tellNetworkChanged();
        }
    }

    private void takeInterfaces() {
        synchronized (network) {
            network.interfaces(interfaces.snapshot());
        }
        networkChanged = true;
    }

    private void tellNetworkChanged() {
        book.networkChanged();
        followers.forEach(FollowedNextHops::networkChanged);
        routes.networkChanged();
    }

    private void hear(NetlinkMessage message) {
        if (message.header().portId() == writer.portId()) {
            return;
        }
        switch (message) {
            case RouteChanged change -> hearRoute(change);
            case LinkChanged change -> hearLink(change);
            case AddressChanged change -> {
                if (interfaces.apply(change)) {
                    interfacesChanged = true;
                    if (change.removed()) {
                        wantReading();
                    }
                }
            }
            case NetlinkMessage.Malformed malformed ->
                LOG.warn("the kernel sent a message that cannot be read: {}", malformed.why());
            case NetlinkMessage.NeighbourChanged _,
                    NetlinkMessage.Answer _,
                    NetlinkMessage.Done _,
                    NetlinkMessage.Other _ -> {}
        }
    }

    private void hearRoute(RouteChanged change) {
        boolean replacing = change.header().has(Rtnetlink.NLM_F_REPLACE);
        book.observe(change.route(), change.removed(), replacing);
        if (network.hasTable(change.route().table())) {
            if (!network.apply(change.route(), change.removed(), replacing)) {
                wantReading();
            }
            networkChanged = true;
        }
    }

    /// A link that goes down takes IPv4 routes along without a word. One without addresses has no routes of
    /// ours: most link events of a node are about pods that come and go.
    private void hearLink(LinkChanged change) {
        boolean matters = interfaces.hasAddress(change.link().index());
        if (interfaces.apply(change)) {
            interfacesChanged = true;
            if (matters) {
                wantReading();
            }
        }
    }

    private void wantReading() {
        readingTime.ask(book.readingNeeded(), System.nanoTime());
        book.needReading();
    }

    /// Reads the table when something asked for it, or when it is time for the sweep, once the kernel has
    /// nothing of ours in hand; offers refused routes again when it is time for that.
    void readIfDue() throws NetlinkException {
        long now = System.nanoTime();
        if (now - nextRetry >= 0) {
            nextRetry = now + config.retryInterval().toNanos();
            book.retryRefused();
        }
        if (isReadingDue(now) && !writer.isBusy()) {
            read();
        }
    }

    private boolean isReadingDue(long now) {
        return now - nextSweep >= 0 || (book.readingNeeded() && now - readingTime.earliest() >= 0);
    }

    private void read() throws NetlinkException {
        long start = System.nanoTime();
        boolean consistent = false;
        Map<Integer, RouteView> views = network.emptyViews();
        for (int attempt = 0; attempt < READ_ATTEMPTS && !consistent; attempt++) {
            book.startReading();
            views = network.emptyViews();
            consistent = readTables(views);
        }
        long end = System.nanoTime();
        if (consistent) {
            synchronized (network) {
                network.replace(views);
            }
            tellNetworkChanged();
            book.finishReading();
        } else {
            book.needReading();
        }
        counters.resyncs++;
        nextSweep = end + config.sweepInterval().toNanos();
        readingTime.ended(start, end);
    }

    private boolean readTables(Map<Integer, RouteView> views) throws NetlinkException {
        RouteView own = views.get(config.table());
        boolean consistent = readTable(config.table(), route -> {
            book.read(route);
            if (own != null) {
                own.read(route);
            }
        });
        for (Map.Entry<Integer, RouteView> view : views.entrySet()) {
            if (view.getKey() != config.table()) {
                consistent = consistent && readTable(view.getKey(), view.getValue()::read);
            }
        }
        return consistent;
    }

    private boolean readTable(int table, Consumer<Route> into) throws NetlinkException {
        return requests.routes(AddressFamily.IPV4, table, into) && requests.routes(AddressFamily.IPV6, table, into);
    }

    /// Tells the book what came of what was sent.
    void takeAnswers() throws NetlinkException {
        counters.batches += writer.tell(book);
    }

    /// Sends what the book wants done, as far as there are batches to fill. A reading that is due goes first.
    void write() {
        if (isReadingDue(System.nanoTime())) {
            return;
        }
        for (FibBatch batch = writer.free(); batch != null; batch = writer.free()) {
            boolean more = true;
            while (more && batch.messages().hasRoom()) {
                more = book.next(batch);
            }
            if (batch.size() == 0) {
                break;
            }
            writer.send();
        }
        if (!writer.isBusy()) {
            say();
        }
    }

    boolean isWriting() {
        return writer.isBusy();
    }

    /// Says so when the number of refused or foreign routes has changed, once things have settled.
    private void say() {
        FibTotals now = totals();
        if (now.refused() != refusedSaid) {
            refusedSaid = now.refused();
            if (refusedSaid == 0) {
                LOG.info("no route is refused any more");
            } else {
                LOG.warn("{} routes are refused by the kernel or held by others (see: show fib)", refusedSaid);
            }
        }
        if (now.foreign() != foreignSaid) {
            foreignSaid = now.foreign();
            LOG.info(
                    "routes of protocol {} in table {} that are not ours and are left alone: {}",
                    Protocols.name(config.protocol()),
                    config.table(),
                    foreignSaid);
        }
    }

    /// Removes what is ours, as far as the kernel lets us.
    void flush() throws NetlinkException {
        book.wantNothing();
        for (int i = 0; i < FLUSH_BATCHES && (book.hasOperations() || writer.isBusy()); i++) {
            write();
            if (writer.isBusy()) {
                writer.await();
            }
            takeAnswers();
        }
    }

    FibTotals totals() {
        return book.totals(counters.resyncs, counters.overruns, counters.batches);
    }

    /// Waits for notifications, for other threads, or for the next thing that is due; not at all with work at
    /// hand.
    void await() {
        long now = System.nanoTime();
        if (writer.hasBack() || (book.hasOperations() && writer.free() != null && !isReadingDue(now))) {
            return;
        }
        if (writer.isBusy()) {
            wakeup.await(monitor, WRITER_PATIENCE);
            return;
        }
        long due = Math.min(nextRetry - now, nextSweep - now);
        if (book.readingNeeded()) {
            due = Math.min(due, readingTime.earliest() - now);
        }
        if (due > 0) {
            // Rounded up: the poll counts milliseconds, and waking early would spin.
            wakeup.await(monitor, Duration.ofNanos(due).plusMillis(1));
        }
    }

    @Override
    public void close() {
        writer.close();
        while (writer.isBusy()) {
            try {
                takeAnswers();
            } catch (NetlinkException | RuntimeException failure) {
                LOG.debug("what the kernel did last is not known", failure);
            }
        }
        monitor.close();
        requests.close();
    }
}
