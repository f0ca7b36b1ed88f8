package io.barewire.speaker.transport;

import io.barewire.speaker.MessageCounts;
import io.barewire.wire.MessageType;
import java.util.concurrent.atomic.AtomicLongArray;

/// Messages of one direction by type. Written by the peer's loop, read by anyone.
final class MessageCounters {
    private final AtomicLongArray counts = new AtomicLongArray(MessageType.values().length + 1);

    void add(MessageType type, int count) {
        counts.lazySet(type.code(), counts.getPlain(type.code()) + count);
    }

    MessageCounts now() {
        return new MessageCounts(
                counts.get(MessageType.OPEN.code()),
                counts.get(MessageType.UPDATE.code()),
                counts.get(MessageType.NOTIFICATION.code()),
                counts.get(MessageType.KEEPALIVE.code()),
                counts.get(MessageType.ROUTE_REFRESH.code()));
    }
}
