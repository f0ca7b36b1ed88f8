package io.barewire.speaker;

import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteSink;
import io.barewire.speaker.PeerConfig.Timers;
import io.barewire.speaker.transport.SessionPool;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A speaker of its own and its peers, on loopback addresses, play what a speaker's life holds, so that the JVM has
/// loaded and compiled the code before it happens in earnest: rounds of sessions come up with a prefix each, and end;
/// then two peers have a table, a filter takes that of one of them, and the other one ends. Another peer is told all
/// this, and so is a route sink.
///
/// With an agent's flags C1 compiles what has run 20 times, or went round a loop some hundred times; of what is neither
/// ours nor Netty's, 200 times.
final class Rehearsal implements AutoCloseable {
    private static final int ROUNDS = 7;
    private static final int SESSIONS = 32;
    private static final int BLOCKS = 400;
    private static final int PREFIXES_OF_BLOCK = 6;

    /// A connection that is not there by then will never be.
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Timers TIMERS = new Timers(Timers.DEFAULT.hold(), Timers.DEFAULT.keepalive(), PATIENCE);
    private static final long AS = 64512;
    private static final IpAddress SELF = IpAddress.parse("127.0.0.1");
    private static final int PEERS = IpAddress.parse("127.83.0.0").ipv4Bits();
    private static final Prefix TABLE = Prefix.parse("100.64.0.0/10");
    private static final NextHop NEXT_HOP = NextHop.of(IpAddress.parse("192.0.2.2"));
    private static final PeerPolicy POLICY =
            PeerPolicy.EVERYTHING.withImportFilter(PrefixFilter.of(List.of(new PrefixFilter.Rule(TABLE, 24, 24))));

    /// Nobody need do anything about it.
    static final class GivenUp extends Exception {
        private static final long serialVersionUID = 1;

        GivenUp(String why) {
            super(why);
        }
    }

    private record Role(IpAddress address, long as) {
        static Role of(int round, int number, long as) {
            return new Role(IpAddress.ipv4(PEERS | (round << 8) | number), as);
        }

        PeerConfig peer() {
            return PeerConfig.builder(address, as)
                    .tcp(tcp -> tcp.withPassive(true))
                    .policy(POLICY)
                    .build();
        }
    }

    private final Role sink = Role.of(0, 1, AS + 1);
    private final Role far = Role.of(0, 2, AS + 2);
    private final Role near = Role.of(0, 3, AS + 3);
    private final List<List<Role>> rounds = IntStream.rangeClosed(1, ROUNDS)
            .mapToObj(round -> IntStream.rangeClosed(1, SESSIONS)
                    .mapToObj(number -> Role.of(round, number, AS))
                    .toList())
            .toList();
    private final Told told;
    private final BgpSpeaker speaker;
    private final SessionPool pool;

    /// @param limit how long it may take before it gives up
    Rehearsal(Duration limit) {
        told = new Told(System.nanoTime() + limit.toNanos());
        speaker = new BgpSpeaker(SpeakerConfig.builder(AS, IpAddress.parse("192.0.2.1"))
                .listen(new InetSocketAddress(SELF.toInetAddress(), 0))
                .peers(Stream.concat(Stream.of(sink, far, near), rounds.stream().flatMap(List::stream))
                        .map(Role::peer)
                        .toList())
                .build());
        pool = new SessionPool(1);
    }

    /// @throws IOException when there is no loopback address, or no port
    void play() throws IOException, GivenUp, InterruptedException {
        speaker.addListener(_ -> {});
        speaker.addRouteSink("rehearsal", new Unmoved());
        speaker.start();
        int port = speaker.status().listening().orElseThrow().getPort();
        begin(sink, port, List.of());
        for (List<Role> round : rounds) {
            List<Part> parts = new ArrayList<>();
            for (Role role : round) {
                int number = role.address().ipv4Bits() - PEERS;
                parts.add(begin(role, port, List.of(announce(number, 1, internal()))));
            }
            told.await(parts.size());
            parts.forEach(Part::end);
            told.await(0);
        }
        Part first = begin(far, port, table(BLOCKS, far.as(), AS + 4, AS + 5));
        told.await(BLOCKS * PREFIXES_OF_BLOCK);
        // Has one block more, the last: when that has come, all of it has.
        begin(near, port, table(BLOCKS + 1, near.as(), AS + 4));
        told.await((BLOCKS + 1) * PREFIXES_OF_BLOCK);
        refuseAllOf(near);
        told.await(BLOCKS * PREFIXES_OF_BLOCK);
        first.end();
        told.await(0);
    }

    private Part begin(Role role, int port, List<BgpMessage> messages) {
        PeerConfig peer = PeerConfig.builder(SELF, AS)
                .port(port)
                .timers(TIMERS)
                .tcp(tcp -> tcp.withSourceAddress(role.address()))
                .build();
        Part part = new Part(messages, role.equals(sink));
        part.begin(pool.session(SpeakerConfig.builder(role.as(), role.address()).build(), peer, part));
        return part;
    }

    private void refuseAllOf(Role role) throws IOException {
        SpeakerConfig now = speaker.config();
        PeerConfig before = role.peer();
        PeerConfig after = before.withPolicy(POLICY.withImportFilter(PrefixFilter.NONE));
        speaker.apply(now.withPeers(now.peers().stream()
                .map(peer -> peer.equals(before) ? after : peer)
                .toList()));
    }

    /// Each block has an AS_PATH of its own.
    private static List<BgpMessage> table(int blocks, long... path) {
        return IntStream.range(0, blocks)
                .<BgpMessage>mapToObj(block -> announce(block, PREFIXES_OF_BLOCK, external(path, block)))
                .toList();
    }

    private static Update announce(int block, int size, PathAttributes attributes) {
        List<Prefix> prefixes = IntStream.range(block * size, (block + 1) * size)
                .mapToObj(number -> Prefix.of(IpAddress.ipv4(TABLE.network().ipv4Bits() + (number << 8)), 24))
                .toList();
        return Update.announce(NEXT_HOP, attributes, Nlri.of(TABLE.family(), prefixes));
    }

    private static PathAttributes internal() {
        return PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY, new LocalPref(100));
    }

    private static PathAttributes external(long[] path, int block) {
        List<Long> asNumbers = LongStream.concat(LongStream.of(path), LongStream.of(block + 1))
                .boxed()
                .toList();
        return PathAttributes.of(
                new Origin(Origin.Kind.IGP), new AsPath(List.of(new Segment(SegmentType.AS_SEQUENCE, asNumbers))));
    }

    @Override
    public void close() {
        // Who is in a hurry waits for these few milliseconds: else threads and sockets would outlive this.
        boolean interrupted = Thread.interrupted();
        pool.close();
        speaker.close(CloseMode.QUIET);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Unmoved implements RouteSink {
        @Override
        public void apply(List<RouteChange> changes) {}

        @Override
        public void converged() {}
    }

    /// The prefixes that the sink knows.
    private static final class Told {
        private final long end;
        private final Set<Prefix> prefixes = new HashSet<>();
        private String failure = "";

        Told(long end) {
            this.end = end;
        }

        synchronized void update(Update update) {
            update.withdrawn().forEach(nlri -> nlri.toList().forEach(prefixes::remove));
            update.announced().forEach(reach -> prefixes.addAll(reach.nlri().toList()));
            notifyAll();
        }

        synchronized void fail(String why) {
            failure = why;
            notifyAll();
        }

        synchronized void await(int count) throws GivenUp, InterruptedException {
            while (prefixes.size() != count) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (!failure.isEmpty() || left <= 0) {
                    throw new GivenUp(failure.isEmpty() ? "it takes too long" : failure);
                }
                wait(left);
            }
        }
    }

    /// A peer, who says what it has to say when its session comes up.
    private final class Part implements SessionPool.Handler {
        private final List<BgpMessage> messages;
        private final boolean isSink;
        private volatile boolean ending;
        private volatile SessionPool.@Nullable Session session;

        Part(List<BgpMessage> messages, boolean isSink) {
            this.messages = messages;
            this.isSink = isSink;
        }

        void begin(SessionPool.Session own) {
            session = own;
            own.start();
        }

        void end() {
            ending = true;
            SessionPool.Session own = session;
            if (own != null) {
                own.stop(() -> {});
            }
        }

        @Override
        public void told(SpeakerEvent event) {
            SessionPool.Session own = session;
            if (event instanceof SpeakerEvent.SessionUp && own != null) {
                own.send(messages);
            } else if (event instanceof SpeakerEvent.SessionDown down && !ending) {
                told.fail(down.end().why());
            }
        }

        @Override
        public void received(List<BgpMessage> received) {
            if (isSink) {
                for (BgpMessage message : received) {
                    if (message instanceof Update update) {
                        told.update(update);
                    }
                }
            }
        }
    }
}
