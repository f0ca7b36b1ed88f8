package io.barewire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class OctetsTest {
    @Test
    void areEqualByContentAndNobodyElseCanChangeThem() {
        byte[] source = {1, 2, (byte) 0xFF};
        Octets octets = Octets.of(source);
        source[0] = 9;
        octets.toArray()[1] = 9;
        assertEquals(Octets.parseHex("01 02\nFF"), octets);
        assertEquals(Octets.parseHex("0102ff").hashCode(), octets.hashCode());
        assertNotEquals(Octets.parseHex("0102"), octets);
        assertEquals(255, octets.at(2));
        assertEquals("0102ff", octets.toString());
    }

    @Test
    void emptyOnesAreTheSame() {
        assertSame(Octets.NONE, Octets.of());
        assertSame(Octets.NONE, Octets.of(new byte[5], 3, 3));
    }

    @Test
    void refusesWhatIsNoHex() {
        assertThrows(IllegalArgumentException.class, () -> Octets.parseHex("0g"));
        assertThrows(IllegalArgumentException.class, () -> Octets.parseHex("012"));
    }
}
