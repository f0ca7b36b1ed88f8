package io.barewire.rib;

/// What a session announced of one family into one [Lane]: for each prefix number the number of its attribute set,
/// negative when the path is kept but not used. Four octets a path, four more where it has an identifier (RFC 7911),
/// and four more where the policy changed it, for the set as it came.
final class AdjRibIn {
    static final int NONE = 0;

    private final PagedInts paths = new PagedInts();
    private final PagedInts pathIds = new PagedInts();
    private final PagedInts originals = new PagedInts();
    /// While the peer tells all again: what it has not repeated yet (RFC 7313 §4).
    private final NumberSet stale = new NumberSet();
    private int denied;

    int get(int prefix) {
        return paths.get(prefix);
    }

    /// A path that may be used.
    static boolean isUsable(int path) {
        return path > 0;
    }

    /// The attribute set of a path.
    static int set(int path) {
        return Math.abs(path);
    }

    /// Takes a path in, or out when it is [#NONE].
    ///
    /// @return the one before
    int exchange(int prefix, int path) {
        int old = paths.exchange(prefix, path);
        denied += (path < 0 ? 1 : 0) - (old < 0 ? 1 : 0);
        if (path == NONE) {
            pathIds.set(prefix, 0);
            stale.remove(prefix);
        }
        return old;
    }

    /// Takes a usable path in where there is none.
    ///
    /// @return false where there is one
    boolean takeFirst(int prefix, int path) {
        return paths.setFirst(prefix, path);
    }

    /// The attribute set of a path as it came; that of the path itself unless the policy changed it.
    int received(int prefix) {
        int original = originals.get(prefix);
        return original == NONE ? set(paths.get(prefix)) : original;
    }

    /// Paths that the policy changed are among them.
    boolean hasOriginals() {
        return originals.count() > 0;
    }

    /// Paths that have an identifier are among them.
    boolean hasPathIds() {
        return pathIds.count() > 0;
    }

    /// The set as it came of a path that the policy changed, else [#NONE].
    int original(int prefix) {
        return originals.get(prefix);
    }

    void setOriginal(int prefix, int set) {
        originals.set(prefix, set);
    }

    /// From now on everything counts as stale until it is told again.
    void markStale() {
        for (int prefix = next(0); prefix >= 0; prefix = next(prefix + 1)) {
            stale.add(prefix);
        }
    }

    void markFresh(int prefix) {
        stale.remove(prefix);
    }

    int stale() {
        return stale.size();
    }

    boolean isStale(int prefix) {
        return stale.contains(prefix);
    }

    /// The first stale prefix number from `from` on, or -1.
    int nextStale(int from) {
        return stale.next(from);
    }

    /// What the session calls the path of this prefix; 0 without ADD-PATH.
    int pathId(int prefix) {
        return pathIds.get(prefix);
    }

    void setPathId(int prefix, int pathId) {
        pathIds.set(prefix, pathId);
    }

    /// The first prefix number from `from` on that has a path, or -1.
    int next(int from) {
        return paths.next(from);
    }

    int received() {
        return paths.count();
    }

    int denied() {
        return denied;
    }

    long estimatedOctets() {
        return paths.estimatedOctets()
                + pathIds.estimatedOctets()
                + originals.estimatedOctets()
                + stale.estimatedOctets();
    }
}
