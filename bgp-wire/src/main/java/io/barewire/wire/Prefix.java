package io.barewire.wire;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/// A prefix of one family: `length` leading bits of a left-aligned address (see [IpAddress]), the rest zero.
/// A value for edges, APIs and tests; the tables keep the same bits packed.
public record Prefix(AddressFamily family, long high, long low, int length) implements Comparable<Prefix> {
    private static final Comparator<Prefix> ORDER =
            Comparator.comparing(Prefix::network).thenComparingInt(Prefix::length);

    public Prefix {
        if (length < 0 || length > family.bits()) {
            throw new IllegalArgumentException("prefix length " + length + " is not within 0 to " + family.bits());
        }
        if ((high & ~maskHigh(length)) != 0 || (low & ~maskLow(length)) != 0) {
            throw new IllegalArgumentException(
                    new IpAddress(family, high, low) + "/" + length + " has bits set behind its length");
        }
    }

    /// The prefix of `length` bits that holds `address`; bits behind the length are cleared.
    public static Prefix of(IpAddress address, int length) {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException("prefix length " + length + " is not within 0 to "
                    + address.family().bits());
        }
        return new Prefix(address.family(), address.high() & maskHigh(length), address.low() & maskLow(length), length);
    }

    /// Reads `10.0.0.0/8` or `2001:db8::/32`; bits behind the length are cleared, as FRR and the kernel tools do.
    ///
    /// @throws IllegalArgumentException when the text is not ADDRESS/LENGTH
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        int length = slash < 0 ? -1 : length(text, slash + 1);
        if (length < 0) {
            throw new IllegalArgumentException("not a prefix (ADDRESS/LENGTH): \"" + text + "\"");
        }
        return of(IpAddress.parse(text, slash), length);
    }

    /// One to three digits without a zero in front; else -1.
    private static int length(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(from) == '0')) {
            return -1;
        }
        int length = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            length = length * 10 + digit;
        }
        return length;
    }

    public IpAddress network() {
        return new IpAddress(family, high, low);
    }

    /// True when `other` is this prefix or lies inside it.
    public boolean contains(Prefix other) {
        return family == other.family && length <= other.length && covers(other.high, other.low);
    }

    public boolean contains(IpAddress address) {
        return family == address.family() && covers(address.high(), address.low());
    }

    public boolean overlaps(Prefix other) {
        return contains(other) || other.contains(this);
    }

    private boolean covers(long otherHigh, long otherLow) {
        return (otherHigh & maskHigh(length)) == high && (otherLow & maskLow(length)) == low;
    }

    /// The upper 64 bits of a mask of `length` ones.
    public static long maskHigh(int length) {
        return length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    }

    /// The lower 64 bits of a mask of `length` ones.
    public static long maskLow(int length) {
        return length <= 64 ? 0 : -1L << (128 - length);
    }

    /// By network, shorter first.
    @Override
    public int compareTo(Prefix other) {
        return ORDER.compare(this, other);
    }

    // Written out because prefixes are keys of large tables, and what a record has by itself is slow before C2.
    @Override
    public boolean equals(Object other) {
        return other instanceof Prefix that
                && high == that.high
                && low == that.low
                && length == that.length
                && family == that.family;
    }

    /// Peers choose prefixes.
    @Override
    public int hashCode() {
        return SecretHash.OF_THIS_PROCESS.of(high, low, length);
    }

    @Override
    public String toString() {
        if (family == AddressFamily.IPV6) {
            return network() + "/" + length;
        }
        byte[] text = new byte[18];
        int end = network().ipv4Text(text);
        text[end++] = '/';
        return new String(text, 0, IpAddress.decimal(length, text, end), StandardCharsets.ISO_8859_1);
    }
}
