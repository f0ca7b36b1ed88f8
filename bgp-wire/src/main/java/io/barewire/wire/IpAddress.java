package io.barewire.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/// An IPv4 or IPv6 address as 128 bits, left-aligned: an IPv4 address is the upper 32 bits of `high`.
/// Parsing takes literals only and never asks a resolver.
public record IpAddress(AddressFamily family, long high, long low) implements Comparable<IpAddress> {
    public IpAddress {
        if (family == AddressFamily.IPV4 && ((high & 0xFFFFFFFFL) != 0 || low != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    public static IpAddress ipv4(int bits) {
        return new IpAddress(AddressFamily.IPV4, (long) bits << 32, 0);
    }

    /// Reads `192.0.2.1` or `2001:db8::1`.
    ///
    /// @throws IllegalArgumentException for anything that is not an address literal, zone suffixes included
    public static IpAddress parse(String text) {
        return parse(text, text.length());
    }

    /// Reads what is before `to`.
    static IpAddress parse(String text, int to) {
        return text.indexOf(':', 0, to) >= 0 ? parseIpv6(text.substring(0, to)) : ipv4(parseIpv4(text, 0, to, text));
    }

    /// Reads 4 or 16 octets in network order.
    public static IpAddress ofOctets(byte[] octets, int offset, AddressFamily family) {
        return switch (family) {
            case IPV4 -> ipv4((int) bits(octets, offset, 4));
            case IPV6 -> new IpAddress(family, bits(octets, offset, 8), bits(octets, offset + 8, 8));
        };
    }

    public static IpAddress of(InetAddress address) {
        byte[] octets = address.getAddress();
        return ofOctets(octets, 0, octets.length == 4 ? AddressFamily.IPV4 : AddressFamily.IPV6);
    }

    /// 4 or 16 octets in network order.
    public byte[] octets() {
        byte[] octets = new byte[family.octets()];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) ((i < 8 ? high : low) >>> (56 - 8 * (i & 7)));
        }
        return octets;
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(octets());
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /// The 32 bits of an IPv4 address.
    public int ipv4Bits() {
        if (family != AddressFamily.IPV4) {
            throw new IllegalStateException(this + " is not an IPv4 address");
        }
        return (int) (high >>> 32);
    }

    /// fe80::/10 (RFC 4291 §2.5.6).
    public boolean isLinkLocal() {
        return family == AddressFamily.IPV6 && (high >>> 54) == 0x3FA;
    }

    /// 0.0.0.0 or ::.
    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    /// 127.0.0.0/8 or ::1.
    public boolean isLoopback() {
        return family == AddressFamily.IPV4 ? high >>> 56 == 127 : high == 0 && low == 1;
    }

    /// 224.0.0.0/4 or ff00::/8.
    public boolean isMulticast() {
        return family == AddressFamily.IPV4 ? high >>> 60 == 0xE : high >>> 56 == 0xFF;
    }

    /// IPv4 before IPv6, then by number.
    @Override
    public int compareTo(IpAddress other) {
        int order = family.compareTo(other.family);
        if (order == 0) {
            order = Long.compareUnsigned(high, other.high);
        }
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }

    // Written out because next hops are compared for each message, and what a record has by itself is slow before C2.
    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && high == that.high && low == that.low && family == that.family;
    }

    /// Peers choose next hops, which are keys of tables.
    @Override
    public int hashCode() {
        return SecretHash.OF_THIS_PROCESS.of(high, low, family.bits());
    }

    /// Dotted quad, or RFC 5952 text.
    @Override
    public String toString() {
        return family == AddressFamily.IPV4 ? ipv4Text() : ipv6Text();
    }

    private String ipv4Text() {
        byte[] text = new byte[15];
        return new String(text, 0, ipv4Text(text), StandardCharsets.ISO_8859_1);
    }

    /// Digit by digit: prefixes are written by the ten thousand, and strings in a row are slow before C2.
    ///
    /// @return where it ends
    int ipv4Text(byte[] text) {
        int end = 0;
        for (int shift = 56; shift >= 32; shift -= 8) {
            if (end > 0) {
                text[end++] = '.';
            }
            end = decimal((int) (high >>> shift) & 0xFF, text, end);
        }
        return end;
    }

    /// Of up to three digits.
    static int decimal(int number, byte[] text, int at) {
        int end = at;
        if (number > 99) {
            text[end++] = (byte) ('0' + number / 100);
        }
        if (number > 9) {
            text[end++] = (byte) ('0' + number / 10 % 10);
        }
        text[end++] = (byte) ('0' + number % 10);
        return end;
    }

    private String ipv6Text() {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> (48 - 16 * (i & 3))) & 0xFFFF;
        }
        // RFC 5952 §4.2: the first longest run of at least two zero groups becomes "::".
        int start = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > longest) {
                start = i;
                longest = run;
            }
            i += run;
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static long bits(byte[] octets, int offset, int count) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits = bits << 8 | (octets[offset + i] & 0xFF);
        }
        return bits;
    }

    private static int parseIpv4(String text, int from, int to, String whole) {
        int bits = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && (at == to || text.charAt(at++) != '.')) {
                throw notAnAddress(whole);
            }
            int begin = at;
            int number = 0;
            while (at < to && at < begin + 4 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = 10 * number + text.charAt(at++) - '0';
            }
            int digits = at - begin;
            if (digits == 0 || (digits > 1 && text.charAt(begin) == '0') || number > 255) {
                throw notAnAddress(whole);
            }
            bits = bits << 8 | number;
        }
        if (at < to) {
            throw notAnAddress(whole);
        }
        return bits;
    }

    private static IpAddress parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            throw notAnAddress(text);
        }
        int[] head = groups(gap < 0 ? text : text.substring(0, gap), text);
        int[] tail = gap < 0 ? new int[0] : groups(text.substring(gap + 2), text);
        int given = head.length + tail.length;
        if (gap < 0 ? given != 8 : given > 7) {
            throw notAnAddress(text);
        }
        long[] halves = new long[2];
        for (int i = 0; i < head.length; i++) {
            halves[i / 4] |= (long) head[i] << (48 - 16 * (i & 3));
        }
        for (int i = 0; i < tail.length; i++) {
            int at = 8 - tail.length + i;
            halves[at / 4] |= (long) tail[i] << (48 - 16 * (at & 3));
        }
        return new IpAddress(AddressFamily.IPV6, halves[0], halves[1]);
    }

    private static int[] groups(String part, String whole) {
        if (part.isEmpty()) {
            return new int[0];
        }
        String[] words = part.split(":", -1);
        boolean dotted = words[words.length - 1].indexOf('.') >= 0;
        int[] groups = new int[words.length + (dotted ? 1 : 0)];
        int hex = dotted ? words.length - 1 : words.length;
        for (int i = 0; i < hex; i++) {
            groups[i] = group(words[i], whole);
        }
        if (dotted) {
            int quad = parseIpv4(words[hex], 0, words[hex].length(), whole);
            groups[hex] = quad >>> 16;
            groups[hex + 1] = quad & 0xFFFF;
        }
        return groups;
    }

    private static int group(String digits, String whole) {
        if (digits.isEmpty() || digits.length() > 4) {
            throw notAnAddress(whole);
        }
        int group = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw notAnAddress(whole);
            }
            group = group * 16 + digit;
        }
        return group;
    }

    private static IllegalArgumentException notAnAddress(String text) {
        return new IllegalArgumentException("not an IPv4 or IPv6 address: \"" + text + "\"");
    }
}
