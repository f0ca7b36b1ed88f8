package io.barewire.rib;

import io.barewire.wire.IpAddress;

/// Extended communities as people write them: route target and site of origin (RFC 4360 §4, §5) with an AS of two
/// octets, one of four (RFC 5668), or an IPv4 address; any other by its octets.
final class ExtendedText {
    private static final int TWO_OCTET_AS = 0x00;
    private static final int IPV4_ADDRESS = 0x01;
    private static final int FOUR_OCTET_AS = 0x02;
    private static final int ROUTE_TARGET = 0x02;
    private static final int SITE_OF_ORIGIN = 0x03;

    private ExtendedText() {}

    static String of(long value) {
        int type = (int) (value >>> 56);
        int subtype = (int) (value >>> 48) & 0xFF;
        if (type > FOUR_OCTET_AS || (subtype != ROUTE_TARGET && subtype != SITE_OF_ORIGIN)) {
            return String.format("ext:%016x", value);
        }
        String administrator = switch (type) {
            case TWO_OCTET_AS -> String.valueOf(value >>> 32 & 0xFFFF);
            case IPV4_ADDRESS -> IpAddress.ipv4((int) (value >>> 16)).toString();
            default -> String.valueOf(value >>> 16 & 0xFFFFFFFFL);
        };
        long number = type == TWO_OCTET_AS ? value & 0xFFFFFFFFL : value & 0xFFFF;
        return (subtype == ROUTE_TARGET ? "rt:" : "soo:") + administrator + ":" + number;
    }

    /// @throws IllegalArgumentException for whatever is not one
    static long parse(String[] parts) {
        if (parts[0].equals("ext")) {
            if (parts.length != 2 || !parts[1].matches("[0-9a-fA-F]{16}")) {
                throw new IllegalArgumentException("not 16 hexadecimal digits");
            }
            return Long.parseUnsignedLong(parts[1], 16);
        }
        if (parts.length != 3) {
            throw new IllegalArgumentException("not an administrator and a number");
        }
        long subtype = parts[0].equals("rt") ? ROUTE_TARGET : SITE_OF_ORIGIN;
        if (parts[1].contains(".")) {
            long address = IpAddress.parse(parts[1]).ipv4Bits() & 0xFFFFFFFFL;
            return (long) IPV4_ADDRESS << 56 | subtype << 48 | address << 16 | number(parts[2], 0xFFFF);
        }
        long as = number(parts[1], 0xFFFFFFFFL);
        return as <= 0xFFFF
                ? subtype << 48 | as << 32 | number(parts[2], 0xFFFFFFFFL)
                : (long) FOUR_OCTET_AS << 56 | subtype << 48 | as << 16 | number(parts[2], 0xFFFF);
    }

    private static long number(String digits, long most) {
        long number = digits.matches("[0-9]{1,10}") ? Long.parseLong(digits) : Long.MAX_VALUE;
        if (number > most) {
            throw new IllegalArgumentException(digits + " is not within 0 to " + most);
        }
        return number;
    }
}
