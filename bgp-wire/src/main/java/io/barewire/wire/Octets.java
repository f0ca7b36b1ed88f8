package io.barewire.wire;

import java.util.Arrays;
import java.util.HexFormat;

/// An immutable run of octets, equal by content (a record would compare arrays by identity).
public final class Octets {
    public static final Octets NONE = new Octets(new byte[0]);

    private final byte[] octets;

    private Octets(byte[] octets) {
        this.octets = octets;
    }

    public static Octets of(byte... octets) {
        return octets.length == 0 ? NONE : new Octets(octets.clone());
    }

    public static Octets of(byte[] octets, int from, int to) {
        return from == to ? NONE : new Octets(Arrays.copyOfRange(octets, from, to));
    }

    /// Reads hex digits; white space is ignored.
    public static Octets parseHex(String hex) {
        return new Octets(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    }

    public int length() {
        return octets.length;
    }

    /// The octet at `index`, 0 to 255.
    public int at(int index) {
        return octets[index] & 0xFF;
    }

    public byte[] toArray() {
        return octets.clone();
    }

    public String toHex() {
        return HexFormat.of().formatHex(octets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
