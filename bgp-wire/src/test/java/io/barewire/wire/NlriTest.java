package io.barewire.wire;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NlriTest {
    @Test
    void cursorAgreesWithToListAndWithWhatWasAdded() {
        forSeeds(1_000, rng -> {
            AddressFamily family = rng.oneOf(AddressFamily.values());
            List<Prefix> prefixes =
                    rng.listOf(0, 300, r -> prefix(r.bits(), r.bits(), r.between(0, family.bits()), family));
            Nlri nlri = Nlri.of(family, prefixes);
            assertEquals(prefixes, nlri.toList());
            assertEquals(prefixes.size(), nlri.size());
            List<Prefix> walked = new ArrayList<>();
            for (Nlri.Cursor at = nlri.cursor(); at.next(); ) {
                walked.add(at.prefix());
                assertEquals(at.prefix(), new Prefix(family, at.high(), at.low(), at.length()));
            }
            assertEquals(prefixes, walked);
        });
    }

    @Test
    void theSamePrefixesAreEqualHoweverTheyCame() {
        forSeeds(500, rng -> {
            AddressFamily family = rng.oneOf(AddressFamily.values());
            boolean withPathIds = rng.oneIn(2);
            Nlri built = new Nlri.Builder(family, withPathIds)
                    .add(7, rng.bits(), rng.bits(), rng.between(0, family.bits()))
                    .add(8, rng.bits(), rng.bits(), rng.between(0, family.bits()))
                    .build();
            WireWriter out = new WireWriter(64);
            out.u16(0xABCD);
            built.appendTo(out);
            byte[] octets = out.toArray();
            Nlri scanned = good(Nlri.scan(family, withPathIds, octets, 2, octets.length));
            assertEquals(built, scanned);
            assertEquals(built.hashCode(), scanned.hashCode());
            assertFalse(built.equals(built.repacked(!withPathIds)));
        });
    }

    @Test
    void partsHoldEverythingAndFit() {
        forSeeds(500, rng -> {
            Nlri nlri = Generate.nlri(rng, rng.oneOf(AddressFamily.values()), Generate.format(rng));
            int most = rng.between(nlri.longestEntry(), 400);
            List<Prefix> together = new ArrayList<>();
            for (Nlri part : nlri.split(most)) {
                assertTrue(part.wireLength() <= most);
                assertFalse(part.isEmpty());
                assertEquals(part.size(), part.toList().size());
                together.addAll(part.toList());
            }
            assertEquals(nlri.toList(), together);
        });
    }

    @Test
    void builderStartsAgainEmpty() {
        Nlri.Builder builder = new Nlri.Builder(AddressFamily.IPV4, false).add(0, 10L << 56, 0, 8);
        assertEquals("[10.0.0.0/8]", builder.build().toString());
        assertEquals(0, builder.size());
        assertEquals("[]", builder.build().toString());
    }

    @Test
    void builderRefusesWhatTheFamilyCannotHold() {
        Nlri.Builder builder = new Nlri.Builder(AddressFamily.IPV4, false);
        assertThrows(IllegalArgumentException.class, () -> builder.add(0, 0, 0, 33));
        assertThrows(IllegalArgumentException.class, () -> builder.add(0, 0, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> Nlri.of(AddressFamily.IPV4, List.of(Prefix.parse("::/0"))));
    }

    @Test
    void anySyntaxErrorIsFound() {
        forSeeds(5_000, rng -> {
            byte[] octets = rng.octets(rng.between(0, 40));
            AddressFamily family = rng.oneOf(AddressFamily.values());
            boolean withPathIds = rng.oneIn(2);
            switch (Nlri.scan(family, withPathIds, octets, 0, octets.length)) {
                case Nlri.Scan.Good(Nlri nlri) -> {
                    assertEquals(octets.length, nlri.wireLength());
                    assertEquals(nlri.size(), nlri.toList().size());
                }
                case Nlri.Scan.Bad(String why) -> assertFalse(why.isEmpty());
            }
        });
    }

    private static Nlri good(Nlri.Scan scan) {
        return assertInstanceOf(Nlri.Scan.Good.class, scan, scan::toString).nlri();
    }

    private static Prefix prefix(long high, long low, int length, AddressFamily family) {
        return Prefix.of(
                new IpAddress(
                        family,
                        family == AddressFamily.IPV4 ? high << 32 : high,
                        family == AddressFamily.IPV4 ? 0 : low),
                length);
    }
}
