package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.barewire.rib.PrefixLimits.OnExcess;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixLimitsTest {
    private static final String PEER = "10.0.0.11";
    private static final PeerId ID = new PeerId(PEER);

    private final TestRib test = new TestRib();
    private final Rib rib = test.rib;

    private void limit(PrefixLimits limits) {
        rib.addPeer(ID, PeerPolicy.EVERYTHING.imports(imports -> imports.withLimits(limits)));
        test.up(PEER, TestRib.AS);
    }

    private ReceiveOutcome announce(int from, int count) {
        List<Prefix> prefixes = IntStream.range(from, from + count)
                .mapToObj(i -> Prefix.of(IpAddress.ipv4(0x0B00_0000 + (i << 8)), 24))
                .toList();
        return rib.receive(
                ID,
                Update.announce(
                        NextHop.of(IpAddress.parse(PEER)), TestRib.path(), Nlri.of(AddressFamily.IPV4, prefixes)));
    }

    @Test
    void theSessionEndsAtTheSmallerOfTheLimits() {
        limit(PrefixLimits.DEFAULT.withTotal(10).withFamily(AddressFamily.IPV4, 4));
        assertEquals(new ReceiveOutcome.Applied(4, 0, 0), announce(0, 4));
        assertEquals(new ReceiveOutcome.Applied(4, 0, 0), announce(0, 4), "the same again is not more");
        assertEquals(exceeded(Optional.of(AddressFamily.IPV4), 4), announce(4, 1));
        assertEquals(4, rib.size(AddressFamily.IPV4));
    }

    private static ReceiveOutcome exceeded(Optional<AddressFamily> family, int limit) {
        return new ReceiveOutcome.PrefixLimitExceeded(family, limit, PrefixLimits.DEFAULT.onExcess());
    }

    @Test
    void theTotalIsNamedWhereItIsWhatWasExceeded() {
        limit(PrefixLimits.DEFAULT.withTotal(2).withFamily(AddressFamily.IPV4, 4));
        assertEquals(exceeded(Optional.empty(), 2), announce(0, 3));
    }

    @Test
    void theExcessIsRefusedAndCounted() {
        limit(PrefixLimits.DEFAULT.withTotal(3).withOnExcess(new OnExcess.RefuseExcess()));
        assertEquals(new ReceiveOutcome.Applied(1000, 997, 0), announce(0, 1000));
        assertEquals(new PeerCounters(3, 3, 0, 0, 997), rib.counters(ID, AddressFamily.IPV4));
        assertEquals(3, rib.heldPrefixes(AddressFamily.IPV4), "nothing is kept of what was refused");
    }

    @Test
    void thereMayBeNoMoreThanAWarning() {
        limit(PrefixLimits.DEFAULT.withTotal(4).withOnExcess(new OnExcess.WarnOnly()));
        announce(0, 8);
        assertEquals(8, rib.size(AddressFamily.IPV4));
        assertEquals(Optional.of(new PrefixWarning(8, 4)), rib.takePrefixWarning(ID));
    }

    @Test
    void memoryIsBoundedByTheLargerOfTheTotalsWhereThereIsNoMoreThanAWarning() {
        PrefixLimits warned = PrefixLimits.DEFAULT.withOnExcess(new OnExcess.WarnOnly());
        assertEquals(PrefixLimits.DEFAULT, warned.withTotal(4).ending());
        assertEquals(
                PrefixLimits.DEFAULT.withTotal(3_000_000),
                warned.withTotal(3_000_000).ending());
    }

    @Test
    void nearAndOverAreWarnedOfEach() {
        limit(PrefixLimits.DEFAULT.withTotal(4).withOnExcess(new OnExcess.WarnOnly()));
        announce(0, 3);
        assertEquals(Optional.of(new PrefixWarning(3, 4)), rib.takePrefixWarning(ID));
        announce(3, 2);
        assertEquals(Optional.of(new PrefixWarning(5, 4)), rib.takePrefixWarning(ID));
        announce(5, 1);
        assertEquals(Optional.empty(), rib.takePrefixWarning(ID));
    }

    @Test
    void theWarningComesOnceUntilThePeerWasFurtherOff() {
        limit(PrefixLimits.DEFAULT.withTotal(10).withWarningPercent(50));
        announce(0, 4);
        assertEquals(Optional.empty(), rib.takePrefixWarning(ID));
        announce(4, 1);
        assertEquals(Optional.of(new PrefixWarning(5, 10)), rib.takePrefixWarning(ID));
        announce(5, 1);
        assertEquals(Optional.empty(), rib.takePrefixWarning(ID));
        List<Prefix> gone = List.of(Prefix.parse("11.0.0.0/24"), Prefix.parse("11.0.1.0/24"));
        rib.receive(ID, Update.withdraw(Nlri.of(AddressFamily.IPV4, gone)));
        assertEquals(Optional.empty(), rib.takePrefixWarning(ID));
        announce(0, 2);
        assertEquals(Optional.of(new PrefixWarning(6, 10)), rib.takePrefixWarning(ID));
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PrefixLimits.DEFAULT.withTotal(0));
        assertThrows(IllegalArgumentException.class, () -> PrefixLimits.DEFAULT.withFamily(AddressFamily.IPV6, -1));
        assertThrows(IllegalArgumentException.class, () -> PrefixLimits.DEFAULT.withWarningPercent(101));
        assertThrows(IllegalArgumentException.class, () -> new OnExcess.RestartAfter(Duration.ZERO));
    }
}
