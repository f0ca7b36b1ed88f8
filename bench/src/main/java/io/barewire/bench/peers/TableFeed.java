package io.barewire.bench.peers;

import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A peer that announces a table shaped like the Internet's and withdraws it, again and again, as fast as it is taken.
///
/// ```
/// DAEMON OWN-ADDRESS AS PREFIXES SECONDS      prints how often it has announced the table in that time
/// ```
public final class TableFeed {
    private static final int BGP_PORT = 179;
    private static final int HOLD_SECONDS = 90;
    private static final long LIMIT_NANOS = Duration.ofMinutes(10).toNanos();

    private TableFeed() {}

    public static void main(String[] words) throws IOException {
        Peer self = new Peer(IpAddress.parse(words[1]), Long.parseLong(words[2]));
        Tables tables = Tables.distinct(List.of(self), Integer.parseInt(words[3]), 1);
        MessageStream announcement = MessageStream.announce(tables.announced().getFirst());
        MessageStream withdrawal = MessageStream.withdraw(tables.prefixes(0));
        Session session = new Session(
                        self,
                        new InetSocketAddress(IpAddress.parse(words[0]).toInetAddress(), BGP_PORT),
                        HOLD_SECONDS,
                        Optional.empty())
                .withKeepaliveEvery(Duration.ofSeconds(1));
        int announced = 0;
        try (Loop loop = new Loop(() -> {})) {
            loop.connect(List.of(session), 1);
            loop.runUntil(() -> isUp(session), LIMIT_NANOS);
            long end = System.nanoTime()
                    + Duration.ofSeconds(Long.parseLong(words[4])).toNanos();
            while (System.nanoTime() < end) {
                play(loop, session, announcement);
                announced++;
                play(loop, session, withdrawal);
            }
        }
        System.out.println(announced);
    }

    private static void play(Loop loop, Session session, MessageStream stream) throws IOException {
        long before = System.nanoTime();
        session.send(stream);
        if (!loop.runUntil(() -> isUp(session) && session.streamSent() >= before, LIMIT_NANOS)) {
            throw new BenchFailure("the daemon does not take the table");
        }
    }

    private static boolean isUp(Session session) {
        if (!session.end().isEmpty()) {
            throw new BenchFailure("the session has ended: " + session.end() + session.refusal());
        }
        return session.isEstablished();
    }
}
