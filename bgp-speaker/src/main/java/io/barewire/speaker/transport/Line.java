package io.barewire.speaker.transport;

import io.barewire.speaker.session.Event.Expired;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One of a peer's two connections, present or not, and its timers. Confined to the peer's loop.
final class Line {
    private final EventLoop loop;
    private final Consumer<Expired> onExpiry;
    /// Those that were ever started: of ten, most peers need two.
    private final Map<Expired, LoopTimer> timers = new EnumMap<>(Expired.class);
    private @Nullable Connection connection;
    /// The connection that the tables know of, until [#forgetEstablished].
    private @Nullable Connection established;
    /// The socket was looked at once more after the hold timer expired.
    boolean lookedTwice;
    /// A connection is to be begun, when that may be.
    boolean dialing;

    Line(EventLoop loop, Consumer<Expired> onExpiry) {
        this.loop = loop;
        this.onExpiry = onExpiry;
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    void use(Connection made) {
        connection = made;
    }

    void markUp() {
        established = connection;
    }

    /// The connection that the tables have to forget.
    @Nullable
    Connection forgetEstablished() {
        Connection lost = established;
        established = null;
        return lost;
    }

    /// Forgets the connection.
    @Nullable
    Connection release() {
        Connection released = connection;
        connection = null;
        return released;
    }

    void start(Expired timer, Duration time) {
        LoopTimer known = timers.get(timer);
        if (known == null) {
            known = new LoopTimer(loop, () -> onExpiry.accept(timer));
            timers.put(timer, known);
        }
        known.start(time);
    }

    void stop(Expired timer) {
        LoopTimer known = timers.get(timer);
        if (known != null) {
            known.stop();
        }
    }
}
