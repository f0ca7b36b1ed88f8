package io.barewire.bench.peers;

/// One figure of a run.
///
/// @param key in JSON
/// @param title over the column
/// @param compared whether daemons are compared by it, where less is better
record Column(String key, String title, boolean compared) {
    static Column compared(String key, String title) {
        return new Column(key, title, true);
    }

    static Column shown(String key, String title) {
        return new Column(key, title, false);
    }
}
