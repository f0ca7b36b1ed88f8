package io.barewire.speaker.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkTest {
    private static final long SECOND = 1_000_000_000L;
    private static final IpAddress ONE = IpAddress.parse("fe80::1");
    private static final IpAddress TWO = IpAddress.parse("fe80::2");

    @Test
    void theFirstRouterHeardIsTheNeighbor() {
        Link link = new Link("eth1", 25 * SECOND, 0);
        assertInstanceOf(Neighbor.Unknown.class, link.found(7, 0).orElseThrow());
        assertEquals(Optional.of(new Neighbor.Known(ONE, 7)), link.heard(ONE, SECOND));
        assertEquals(Optional.empty(), link.heard(ONE, 2 * SECOND));
        assertEquals(Optional.empty(), link.found(7, 3 * SECOND));
    }

    @Test
    void anotherRouterTakesItsPlaceOnceItIsSilent() {
        Link link = new Link("eth1", 25 * SECOND, 0);
        link.found(7, 0);
        link.heard(ONE, 0);
        assertEquals(Optional.empty(), link.heard(TWO, 24 * SECOND));
        assertEquals(new Neighbor.Known(ONE, 7), link.neighbor());
        assertEquals(Optional.of(new Neighbor.Known(TWO, 7)), link.heard(TWO, 25 * SECOND));
    }

    @Test
    void anInterfaceThatGoesAndComesBackIsAnotherOne() {
        Link link = new Link("eth1", 25 * SECOND, 0);
        link.found(7, 0);
        link.heard(ONE, 0);
        assertEquals(Optional.of(new Neighbor.Unknown(0, "there is no interface eth1")), link.found(0, SECOND));
        assertEquals(
                Optional.of(new Neighbor.Unknown(9, "no router advertisement heard on interface eth1")),
                link.found(9, 2 * SECOND));
        assertTrue(link.times().isDue(2 * SECOND));
        assertEquals(Optional.of(new Neighbor.Known(ONE, 9)), link.heard(ONE, 3 * SECOND));
    }

    @Test
    void fourAdvertisementsASecondApartThenOneEveryTenSeconds() {
        AdvertisementTimes times = new AdvertisementTimes(0);
        List<Long> sent = new ArrayList<>();
        for (long now = 0; now <= 40 * SECOND; now += SECOND / 10) {
            if (times.isDue(now)) {
                sent.add(now / SECOND);
                times.sent(now);
            }
        }
        assertEquals(List.of(0L, 1L, 2L, 3L, 13L, 23L, 33L), sent);
    }

    /// RFC 4861 §6.2.6: an answer to many may be one.
    @Test
    void aFloodOfSolicitationsIsAnsweredOnceASecond() {
        AdvertisementTimes times = new AdvertisementTimes(0);
        for (int i = 0; i < 4; i++) {
            times.sent(i * SECOND);
        }
        int sent = 0;
        for (long now = 3 * SECOND; now < 8 * SECOND; now += SECOND / 100) {
            times.solicited(now);
            if (times.isDue(now)) {
                sent++;
                times.sent(now);
            }
        }
        assertEquals(4, sent);
    }
}
