package io.barewire.ovn.snat;

import io.barewire.wire.AddressFamily;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A row of `Address_Set` that is wanted.
///
/// @param id what it is for; no two are for the same
/// @param addresses addresses and prefixes, sorted
record AddressSet(String id, String network, AddressFamily family, List<String> addresses) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    AddressSet {
        addresses = List.copyOf(addresses);
    }

    /// Made as OVN-Kubernetes makes such names, because the database lets no two rows have one, and OVN's expressions
    /// let few characters be in one.
    String name() {
        long hash = FNV_OFFSET;
        for (byte octet : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xFF)) * FNV_PRIME;
        }
        return "a" + Long.toUnsignedString(hash);
    }
}
