package io.barewire.ovn.ovsdb;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client of one database: keeps a mirror of some of its tables, and a connection to one of the servers that have it,
/// for as long as it lives.
///
/// One thread does everything, and calls the listener; other threads hand it what they want, and never wait for it.
public final class OvsdbClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OvsdbClient.class);

    /// After so long a connection has proved to be of use: when it is lost, another is tried at once.
    private static final long STABLE_MILLIS = 1_000;

    private final OvsdbConfig config;
    private final OvsdbListener listener;
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicLong ids = new AtomicLong();

    // The loop's own.
    private final MirrorTables mirror = new MirrorTables();
    private final Map<String, Boolean> locks = new LinkedHashMap<>();
    private final Backoff backoff;
    private @Nullable Connection connection;
    private String whyNot = "not connected yet";
    private boolean closed;

    private OvsdbClient(OvsdbConfig config, OvsdbListener listener) {
        this.config = config;
        this.listener = listener;
        int endpoints = config.endpoints().size();
        this.backoff = new Backoff(
                endpoints,
                config.times().maximumBackoff(),
                ThreadLocalRandom.current().nextInt(endpoints));
        this.group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("ovsdb", true), NioIoHandler.newFactory());
        this.loop = group.next();
    }

    /// Begins to connect.
    ///
    /// @throws IllegalArgumentException when an `ssl:` endpoint has no files
    public static OvsdbClient start(OvsdbConfig config, OvsdbListener listener) {
        if (config.tls().isEmpty() && config.endpoints().stream().anyMatch(Endpoint.Ssl.class::isInstance)) {
            throw new IllegalArgumentException(
                    "an ssl: endpoint needs files with a private key, its certificate and the authority's");
        }
        OvsdbClient client = new OvsdbClient(config, listener);
        client.loop.execute(client::tryNext);
        return client;
    }

    /// Has the server do all of these, or none. Transactions are done in the order in which they were handed over.
    ///
    /// @return completed on the client's thread, never exceptionally
    public CompletableFuture<TransactOutcome> transact(List<Operation> operations) {
        return transact(operations, () -> true);
    }

    /// The same over one connection only: what was worked out from its mirror may be wrong for the next.
    ///
    /// @param over as [Mirror#connection] says it; when it has ended the transaction is not sent
    public CompletableFuture<TransactOutcome> transact(long over, List<Operation> operations) {
        return transact(operations, () -> mirror.connection() == over);
    }

    /// @param isMeant asked on the loop
    private CompletableFuture<TransactOutcome> transact(List<Operation> operations, BooleanSupplier isMeant) {
        List<Operation> all = List.copyOf(operations);
        CompletableFuture<TransactOutcome> future = new CompletableFuture<>();
        if (outstanding.incrementAndGet() > config.limits().outstanding()) {
            outstanding.decrementAndGet();
            future.complete(
                    new TransactOutcome.NotSent(config.limits().outstanding() + " transactions are not answered yet"));
            return future;
        }
        execute(
                () -> {
                    if (connection == null || !connection.session().isReady()) {
                        complete(future, new TransactOutcome.NotSent(whyNot));
                    } else if (!isMeant.getAsBoolean()) {
                        complete(future, new TransactOutcome.NotSent("the connection that it was meant for has ended"));
                    } else {
                        connection.session().transact(all, outcome -> complete(future, outcome));
                    }
                },
                () -> complete(future, new TransactOutcome.NotSent("the client is closed")));
        return future;
    }

    private void complete(CompletableFuture<TransactOutcome> future, TransactOutcome outcome) {
        outstanding.decrementAndGet();
        future.complete(outcome);
    }

    /// Wants a lock (RFC 7047 §4.1.8), on this connection and all later ones; the listener is told when it is held.
    public void lock(String name) {
        want(name, false);
    }

    /// Wants a lock, and takes it from whoever has it.
    public void steal(String name) {
        want(name, true);
    }

    private void want(String name, boolean steal) {
        execute(
                () -> {
                    if (locks.put(name, steal) == null
                            && connection != null
                            && connection.session().isReady()) {
                        connection.session().lock(name, steal);
                    }
                },
                () -> {});
    }

    /// Does not want it any more.
    public void unlock(String name) {
        execute(
                () -> {
                    if (locks.remove(name) != null
                            && connection != null
                            && connection.session().isReady()) {
                        connection.session().unlock(name);
                        tell(() -> listener.lock(name, false));
                    }
                },
                () -> {});
    }

    /// Ends the connection, as if the server had. The next one brings a mirror that is told of as a whole.
    public void reconnect(String reason) {
        execute(
                () -> {
                    if (connection != null) {
                        connection.session().end(reason);
                    }
                },
                () -> {});
    }

    private void execute(Runnable task, Runnable otherwise) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException _) {
            otherwise.run();
        }
    }

    private void tryNext() {
        if (closed) {
            return;
        }
        Backoff.Attempt attempt = backoff.next(ThreadLocalRandom.current().nextDouble());
        Endpoint endpoint = config.endpoints().get(attempt.endpoint());
        var _ = loop.schedule(() -> connect(endpoint), attempt.pause().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void connect(Endpoint endpoint) {
        if (closed) {
            return;
        }
        Connection next = new Connection(config, mirror, locks, ids::incrementAndGet, new Link(endpoint));
        connection = next;
        try {
            bootstrap(endpoint, next).connect(address(endpoint)).addListener(done -> {
                if (!done.isSuccess()) {
                    next.session().end(Reason.of(done.cause()));
                }
            });
        } catch (SSLException | RuntimeException unusable) {
            next.session().end(Reason.of(unusable));
        }
    }

    private Bootstrap bootstrap(Endpoint endpoint, Connection handler) throws SSLException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(config.times().connect().toMillis()));
        return switch (endpoint) {
            case Endpoint.Unix _ ->
                bootstrap.channel(NioDomainSocketChannel.class).handler(handler);
            case Endpoint.Tcp _ -> bootstrap.channel(NioSocketChannel.class).handler(handler);
            case Endpoint.Ssl(String host, int port) -> {
                SslContext context = TlsContexts.of(config.tls().orElseThrow());
                yield bootstrap.channel(NioSocketChannel.class).handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslHandler tls = context.newHandler(channel.alloc(), host, port);
                        tls.setHandshakeTimeoutMillis(config.times().connect().toMillis());
                        channel.pipeline().addLast(tls, handler);
                    }
                });
            }
        };
    }

    private static SocketAddress address(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Unix(Path path) -> UnixDomainSocketAddress.of(path);
            case Endpoint.Tcp(String host, int port) -> InetSocketAddress.createUnresolved(host, port);
            case Endpoint.Ssl(String host, int port) -> InetSocketAddress.createUnresolved(host, port);
        };
    }

    /// What the connection to one endpoint tells.
    private final class Link implements Connection.Owner {
        private final Endpoint endpoint;

        Link(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void ready(DatabaseSchema schema) {
            mirror.connected();
            Connection now = connection;
            var _ = loop.schedule(
                    () -> {
                        if (connection == now) {
                            backoff.stable();
                        }
                    },
                    STABLE_MILLIS,
                    TimeUnit.MILLISECONDS);
            tell(() -> listener.connected(endpoint, schema, mirror));
        }

        @Override
        public void changed(List<RowChange> changes) {
            tell(() -> listener.changed(changes));
        }

        @Override
        public void lock(String name, boolean held) {
            if (locks.containsKey(name)) {
                tell(() -> listener.lock(name, held));
            }
        }

        @Override
        public void ended(String reason) {
            connection = null;
            whyNot = endpoint + ": " + reason;
            if (!closed) {
                tell(() -> listener.disconnected(endpoint + ": " + reason));
                tryNext();
            }
        }
    }

    /// A listener's fault is not the connection's.
    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException fault) {
            LOG.error("the listener of {} failed; it is told of what comes next", config.database(), fault);
        }
    }

    /// Ends the connection and the thread; transactions that wait for an answer stay unknown. The listener is not told.
    @Override
    public void close() {
        execute(
                () -> {
                    closed = true;
                    if (connection != null) {
                        connection.session().end("the client was closed");
                    }
                    whyNot = "the client is closed";
                },
                () -> {});
        var _ = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        if (!loop.inEventLoop()) {
            group.terminationFuture().awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }
}
