package io.barewire.lab;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;

/// The addresses of a prefix by number.
record AddressRange(Prefix prefix) {
    /// How many there are, or [Long#MAX_VALUE] when there are more.
    long size() {
        int free = prefix.family().bits() - prefix.length();
        return free >= 63 ? Long.MAX_VALUE : 1L << free;
    }

    IpAddress get(long number) {
        if (number < 0 || number >= size()) {
            throw new IllegalArgumentException("there is no address " + number + " in " + prefix);
        }
        return switch (prefix.family()) {
            case IPV4 -> IpAddress.ipv4((int) (prefix.network().ipv4Bits() + number));
            case IPV6 -> {
                long low = prefix.low() + number;
                boolean carries = Long.compareUnsigned(low, prefix.low()) < 0;
                yield new IpAddress(prefix.family(), prefix.high() + (carries ? 1 : 0), low);
            }
        };
    }

    /// The number of an address, or -1 when it is none of these.
    long indexOf(IpAddress address) {
        if (!prefix.contains(address)) {
            return -1;
        }
        return switch (prefix.family()) {
            case IPV4 -> (address.high() - prefix.high()) >>> 32;
            case IPV6 -> {
                long number = address.low() - prefix.low();
                yield address.high() != prefix.high() || number < 0 ? Long.MAX_VALUE : number;
            }
        };
    }
}
