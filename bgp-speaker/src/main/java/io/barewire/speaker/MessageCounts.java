package io.barewire.speaker;

/// Messages of a peer in one direction since it was configured, sessions that ended included.
public record MessageCounts(long opens, long updates, long notifications, long keepalives, long routeRefreshes) {
    public static final MessageCounts NONE = new MessageCounts(0, 0, 0, 0, 0);

    public long total() {
        return opens + updates + notifications + keepalives + routeRefreshes;
    }
}
