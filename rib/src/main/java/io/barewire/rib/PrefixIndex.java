package io.barewire.rib;

/// Finds the number of a prefix. Numbers are not negative; -1 says that there is none.
sealed interface PrefixIndex permits Ipv4Index, Ipv6Index {
    int find(long high, long low, int length);

    /// The number of a prefix, which is `free` from now on if it had none.
    int findOrAdd(long high, long low, int length, int free);

    /// The prefix must be there.
    void remove(long high, long low, int length);

    long estimatedOctets();
}
