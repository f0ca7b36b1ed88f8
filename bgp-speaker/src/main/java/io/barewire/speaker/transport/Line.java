package io.barewire.speaker.transport;

import io.barewire.speaker.session.Event.Expired;
import io.netty.channel.EventLoop;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One of a peer's two connections, present or not, and its timers. Confined to the peer's loop.
final class Line {
    private final Map<Expired, LoopTimer> timers = new EnumMap<>(Expired.class);
    private final Consumer<Connection> onLoss;
    private @Nullable Connection connection;
    /// The tables know of the connection.
    private boolean up;
    /// The socket was looked at once more after the hold timer expired.
    boolean lookedTwice;

    /// @param onLoss has the tables forget what a connection brought
    Line(EventLoop loop, Consumer<Expired> onExpiry, Consumer<Connection> onLoss) {
        this.onLoss = onLoss;
        for (Expired timer : Expired.values()) {
            timers.put(timer, new LoopTimer(loop, () -> onExpiry.accept(timer)));
        }
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    void use(Connection made) {
        connection = made;
    }

    void markUp() {
        up = true;
    }

    /// Forgets the connection.
    @Nullable
    Connection release() {
        Connection released = connection;
        connection = null;
        if (up && released != null) {
            up = false;
            onLoss.accept(released);
        }
        return released;
    }

    LoopTimer timer(Expired timer) {
        return Objects.requireNonNull(timers.get(timer));
    }
}
