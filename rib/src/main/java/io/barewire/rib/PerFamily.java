package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import java.util.List;
import java.util.function.Function;

/// One thing for each address family.
record PerFamily<T>(T ipv4, T ipv6) {
    static <T> PerFamily<T> of(Function<AddressFamily, T> maker) {
        return new PerFamily<>(maker.apply(AddressFamily.IPV4), maker.apply(AddressFamily.IPV6));
    }

    T get(AddressFamily family) {
        return switch (family) {
            case IPV4 -> ipv4;
            case IPV6 -> ipv6;
        };
    }

    List<T> both() {
        return List.of(ipv4, ipv6);
    }
}
