package io.barewire.fib;

import io.barewire.libc.Errno;
import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.RouteMonitor;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.Wakeup;
import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteChanges;
import io.barewire.rib.RouteSink;
import io.barewire.rib.ScopedNextHop;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the kernel's routing table equal to the routes it was given, in the network namespace in which it was
/// opened.
///
/// All methods may be called from any thread and return without waiting for the kernel, except where they say
/// so. Changes are merged by prefix in the book of the thread `netlink-fib`, so memory is bounded by the
/// number of prefixes.
public final class KernelFib implements RouteSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelFib.class);

    /// Handed over and not taken yet.
    private static final int MOST_BATCHES = 4;

    /// Changes taken into the book before the kernel gets the next messages: it shall never wait for more.
    private static final int PART = 1024;

    private static final int NOT_CONVERGED = -1;

    /// After the socket failed, which nothing but a fault explains.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Wakeup wakeup;
    private final Thread thread;
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private final FibConfig config;
    private final Network network;
    private final FollowedNextHops nextHops;
    /// With those of instances that have no table.
    private final List<FollowedNextHops> followers = new CopyOnWriteArrayList<>();
    private final FollowedRoutes routes;
    private final FibBook book;
    private final KernelSession.Counters counters = new KernelSession.Counters();
    private final int queueOctets;

    // Handed over between threads, under the monitor of this object.
    private final Deque<RouteChanges> changed = new ArrayDeque<>();
    private @Nullable Set<Prefix> protectedPrefixes;
    private @Nullable Map<String, Integer> instances;
    private @Nullable Set<Integer> followedTables;
    /// How many of [#changed] convergence has to wait for.
    private int beforeConvergence = NOT_CONVERGED;
    private boolean closing;
    private boolean flushing;
    private boolean ended;
    private final List<CompletableFuture<FibStatus>> questions = new ArrayList<>();

    // Of the thread netlink-fib: asked before the work that is under way, and answered after it, or after the fault
    // that ended it.
    private final List<CompletableFuture<FibStatus>> toAnswer = new ArrayList<>();
    /// Of [#changed]: those that the book does not know yet, and how much of the first it does.
    private final Deque<RouteChanges> taken = new ArrayDeque<>();

    private int known;
    /// As soon as the book knows all of [#taken].
    private boolean convergedDue;

    private volatile FibTotals totals = FibTotals.NONE;

    private KernelFib(FibConfig config, InstantSource clock, Map<String, Integer> instances, int queueOctets)
            throws NetlinkException {
        this.config = config;
        this.queueOctets = queueOctets;
        this.network = new Network(config.protocol(), config.nextHopTable());
        network.instances(instances);
        this.nextHops = new FollowedNextHops(network);
        followers.add(nextHops);
        this.routes = new FollowedRoutes(network, this::setFollowedTables);
        this.book = new FibBook(config, clock, network);
        this.wakeup = new Wakeup();
        this.thread = Thread.ofPlatform().name("netlink-fib").daemon().unstarted(this::run);
    }

    /// Opens the routing socket and reads the table; routes of an earlier run are remembered as ours.
    ///
    /// @throws NetlinkException when that is not possible, for example without `CAP_NET_ADMIN`; the message
    ///     says what is missing
    public static KernelFib open(FibConfig config, InstantSource clock) throws NetlinkException {
        return open(config, clock, Map.of());
    }

    /// The same, and next hops in the tables of other instances ([#setInstances]) can be looked up at once.
    public static KernelFib open(FibConfig config, InstantSource clock, Map<String, Integer> instances)
            throws NetlinkException {
        return open(config, clock, instances, RouteMonitor.DEFAULT_QUEUE);
    }

    /// With a queue for notifications of another size, which shows what happens when it overflows.
    static KernelFib open(FibConfig config, InstantSource clock, int queueOctets) throws NetlinkException {
        return open(config, clock, Map.of(), queueOctets);
    }

    private static KernelFib open(
            FibConfig config, InstantSource clock, Map<String, Integer> instances, int queueOctets)
            throws NetlinkException {
        KernelFib fib = new KernelFib(config, clock, instances, queueOctets);
        fib.thread.start();
        try {
            fib.opened.get();
            return fib;
        } catch (ExecutionException failure) {
            fib.close();
            if (failure.getCause() instanceof NetlinkException refused) {
                throw refused;
            }
            throw new IllegalStateException(failure.getCause());
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            fib.close();
            throw new NetlinkException("interrupted while opening a routing socket", Errno.EINTR);
        }
    }

    /// Hands a batch to the thread `netlink-fib`. Waits while several are there that it has not taken yet,
    /// which it does by parts between batches of messages, but for a second while it reads a large table. An
    /// interrupt ends the wait, and the batch is lost; so it is after the close.
    @Override
    public void apply(List<RouteChange> changes) {
        RouteChanges packed = RouteChanges.of(changes);
        synchronized (this) {
            try {
                while (changed.size() >= MOST_BATCHES && !ended) {
                    wait();
                }
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                return;
            }
            if (ended) {
                return;
            }
            changed.add(packed);
        }
        wakeup.wake();
    }

    @Override
    public void converged() {
        synchronized (this) {
            if (beforeConvergence == NOT_CONVERGED) {
                beforeConvergence = changed.size();
            }
        }
        wakeup.wake();
    }

    /// Prefixes that no peer may route away, the node's own host subnets: a route equal to one or inside one
    /// is not installed, and removed if it is there. Replaces the set given before.
    public void setProtectedPrefixes(Set<Prefix> prefixes) {
        synchronized (this) {
            protectedPrefixes = Set.copyOf(prefixes);
        }
        wakeup.wake();
    }

    /// Where to look up the next hops of routes that were leaked from other routing instances: the table of each,
    /// by the instance's name, which is that of its VRF device, or `default`. Replaces what was given before; a VRF
    /// that was deleted and made anew may have another table.
    public void setInstances(Map<String, Integer> tables) {
        synchronized (this) {
            instances = Map.copyOf(tables);
        }
        wakeup.wake();
    }

    /// Tells how next hops are reached in this table: through connected, static, default and other routes, but
    /// never through ours.
    public NextHopResolver nextHops() {
        return nextHops;
    }

    /// The same for a routing instance that has no table: the next hops of routes that others lend it are looked up in
    /// theirs, which [#setInstances] named; its own lead nowhere. Until [#forget].
    ///
    /// @param why they do, for people
    public FollowedNextHops nextHopsWithoutTable(String why) {
        FollowedNextHops follower = new FollowedNextHops(network, Optional.of(why));
        followers.add(follower);
        return follower;
    }

    /// Ends what [#nextHopsWithoutTable] began.
    public void forget(FollowedNextHops follower) {
        followers.remove(follower);
    }

    /// The neighbors that the kernel hands packets for a next hop to, as of now: for others who program the same
    /// way elsewhere. None when it cannot be reached, or packets are handed to no neighbor. Does not wait for the
    /// kernel.
    public List<IpAddress> gateways(ScopedNextHop nextHop) {
        return nextHops.gateways(nextHop);
    }

    /// @param changed called when [#gateways] may have other answers, on a thread of ours; must return at once.
    ///     Replaces the one given before
    public void onNetworkChange(Runnable changed) {
        nextHops.onNetworkChange(changed);
    }

    /// Tells which routes of others are in any table of the kernel.
    public KernelRoutes routes() {
        return routes;
    }

    private void setFollowedTables(Set<Integer> tables) {
        synchronized (this) {
            followedTables = tables;
        }
        wakeup.wake();
    }

    /// The numbers as of the last batch.
    public FibTotals totals() {
        return totals;
    }

    /// Everything, read on the thread `netlink-fib`: waits until that has finished its current batch. After
    /// the close there are only the totals.
    public FibStatus status() {
        CompletableFuture<FibStatus> answer = new CompletableFuture<>();
        synchronized (this) {
            if (ended) {
                answer.complete(new FibStatus(config, List.of(), List.of(), totals));
            } else {
                questions.add(answer);
            }
        }
        wakeup.wake();
        return answer.join();
    }

    /// Takes our routes out of the table and stops.
    public void flushAndClose() {
        synchronized (this) {
            flushing = true;
        }
        close();
    }

    /// Applies what was given so far and stops. Routes stay, unless [FibConfig#flushOnClose] is set.
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        wakeup.wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException interrupt) {
                interrupted = true;
            }
        }
        wakeup.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the thread netlink-fib
    // ------------------------------------------------------------------------------------

    /// Nobody waits for a thread that is gone, whatever ended it.
    private void run() {
        try {
            serveUntilClosed();
        } finally {
            end();
        }
    }

    /// Lives until the close, whatever happens to a socket: a fault costs a pause and a new reading of the
    /// table.
    private void serveUntilClosed() {
        while (!isClosing()) {
            try (KernelSession session = new KernelSession(
                    config, book, network, followers, routes, wakeup, counters, RouteSocket::open, queueOctets)) {
                totals = session.totals();
                opened.complete(true);
                serve(session);
            } catch (NetlinkException failure) {
                if (opened.completeExceptionally(failure)) {
                    break;
                }
                LOG.error("the routing socket failed and will be opened again: {}", failure.getMessage());
                pause();
            } catch (RuntimeException fault) {
                if (opened.completeExceptionally(fault)) {
                    break;
                }
                LOG.error("a fault of ours on the way to the kernel; the table will be read again", fault);
                pause();
            }
        }
    }

    private void serve(KernelSession session) throws NetlinkException {
        while (true) {
            session.takeAnswers();
            boolean last = takeOver();
            session.setInstances(takeInstances());
            session.setFollowedTables(takeFollowedTables());
            session.listen();
            session.readIfDue();
            session.write();
            totals = session.totals();
            answer();
            if (last && !book.hasOperations() && !session.isWriting()) {
                if (config.flushOnClose() || isFlushing()) {
                    session.flush();
                    totals = session.totals();
                }
                return;
            }
            if (!hasMore()) {
                session.await();
            }
        }
    }

    /// Takes what other threads handed over, in the order that makes sense of it: routes before convergence. Of many
    /// routes only a part, unless somebody waits for all.
    ///
    /// @return whether the close was called
    private boolean takeOver() {
        Set<Prefix> nowProtected;
        boolean nowClosing;
        boolean all;
        synchronized (this) {
            nowProtected = protectedPrefixes;
            protectedPrefixes = null;
            nowClosing = closing;
            toAnswer.addAll(questions);
            questions.clear();
            all = nowClosing || !toAnswer.isEmpty();
            while (!changed.isEmpty() && (all || taken.isEmpty())) {
                taken.add(changed.remove());
                if (beforeConvergence > 0) {
                    beforeConvergence--;
                }
            }
            if (beforeConvergence == 0) {
                beforeConvergence = NOT_CONVERGED;
                convergedDue = true;
            }
            notifyAll();
        }
        if (nowProtected != null) {
            book.protect(nowProtected);
        }
        do {
            takePart();
        } while (all && !taken.isEmpty());
        if (convergedDue && taken.isEmpty()) {
            convergedDue = false;
            book.converged();
        }
        return nowClosing;
    }

    private void takePart() {
        RouteChanges changes = taken.peek();
        if (changes == null) {
            return;
        }
        int from = known;
        known = Math.min(from + PART, changes.size());
        int to = known;
        if (to == changes.size()) {
            taken.remove();
            known = 0;
        }
        book.want(changes, from, to);
    }

    private synchronized boolean hasMore() {
        return !taken.isEmpty() || !changed.isEmpty();
    }

    private synchronized @Nullable Map<String, Integer> takeInstances() {
        Map<String, Integer> taken = instances;
        instances = null;
        return taken;
    }

    private synchronized @Nullable Set<Integer> takeFollowedTables() {
        Set<Integer> taken = followedTables;
        followedTables = null;
        return taken;
    }

    private void answer() {
        for (CompletableFuture<FibStatus> question : toAnswer) {
            question.complete(book.status(totals));
        }
        toAnswer.clear();
    }

    private synchronized boolean isFlushing() {
        return flushing;
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    private void pause() {
        book.needReading();
        takeOver();
        answer();
        long end = System.nanoTime() + PAUSE.toNanos();
        synchronized (this) {
            try {
                for (long left = PAUSE.toMillis(); left > 0 && !closing; left = (end - System.nanoTime()) / 1_000_000) {
                    wait(left);
                }
            } catch (InterruptedException interrupt) {
                closing = true;
            }
        }
    }

    private void end() {
        synchronized (this) {
            ended = true;
            toAnswer.addAll(questions);
            questions.clear();
            notifyAll();
        }
        answer();
    }
}
