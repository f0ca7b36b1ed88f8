package io.barewire.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bench.peers.Sink.Difference;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SinkTest {
    private static final Prefix ONE = Prefix.parse("192.0.2.0/24");
    private static final Prefix TWO = Prefix.parse("198.51.100.0/25");
    private static final Prefix DEFAULT = Prefix.parse("0.0.0.0/0");
    private static final Prefix OTHER = Prefix.parse("203.0.113.0/24");

    private final Sink sink = new Sink(Map.of(
            ONE, PathHash.of(List.of(1L, 2L)), TWO, PathHash.of(List.of(1L, 3L)), DEFAULT, PathHash.of(List.of(1L))));

    @Test
    void itIsCompleteWhenEveryPrefixHasItsPath() {
        announce(List.of(1L, 2L), ONE);
        announce(List.of(1L, 3L), TWO);
        assertEquals(new Difference(1, 0, 0), sink.difference());
        assertFalse(sink.isComplete());
        announce(List.of(1L), DEFAULT);
        assertTrue(sink.isComplete());
        assertTrue(sink.difference().isNone());
    }

    @Test
    void aStalePathIsSeenThoughTheCountIsRight() {
        announce(List.of(1L, 2L), ONE, TWO);
        announce(List.of(1L), DEFAULT);
        assertEquals(3, sink.held());
        assertEquals(new Difference(0, 1, 0), sink.difference());
        assertFalse(sink.isComplete());
        announce(List.of(1L, 3L), TWO);
        assertTrue(sink.isComplete());
    }

    @Test
    void anOlderPathThatOvertakesIsStale() {
        complete();
        announce(List.of(1L, 9L), ONE);
        assertEquals(new Difference(0, 1, 0), sink.difference());
        assertFalse(sink.isComplete());
    }

    @Test
    void aPrefixThatNobodyAnnouncedIsAGhost() {
        complete();
        announce(List.of(1L, 2L), OTHER);
        assertEquals(new Difference(0, 0, 1), sink.difference());
        assertFalse(sink.isComplete());
        withdraw(OTHER);
        assertTrue(sink.isComplete());
    }

    @Test
    void aPrefixThatWasNotWithdrawnIsAGhost() {
        complete();
        sink.expectNothing();
        assertFalse(sink.isComplete());
        withdraw(ONE, DEFAULT);
        assertEquals(new Difference(0, 0, 1), sink.difference());
        withdraw(TWO);
        assertTrue(sink.isComplete());
    }

    @Test
    void withdrawnPrefixesAreMissing() {
        complete();
        withdraw(ONE, DEFAULT);
        assertEquals(new Difference(2, 0, 0), sink.difference());
        withdraw(ONE);
        assertEquals(1, sink.held());
    }

    @Test
    void aFreshOneExpectsTheSameAndHoldsNothing() {
        complete();
        Sink fresh = sink.fresh();
        sink.expectNothing();
        assertEquals(new Difference(3, 0, 0), fresh.difference());
    }

    @Test
    void theEndOfRibChangesNothing() {
        complete();
        take(Update.endOfRib(AddressFamily.IPV4));
        assertTrue(sink.isComplete());
    }

    /// Whoever sends IPv4 in MP_REACH_NLRI must not look as if it sent nothing.
    @Test
    void ipv4InMultiprotocolAttributesIsRefused() {
        MessageFormat extended =
                new MessageFormat(true, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), true);
        byte[] message = MessageEncoder.encode(
                Update.announce(NextHop.of(IpAddress.parse("2001:db8::1")), attributes(List.of(1L)), Nlri.of(ONE)),
                extended);
        assertThrows(IllegalStateException.class, () -> sink.update(message, 0, message.length));
    }

    @Test
    void pathsAreToldApartAlsoByTheirOrderAndKind() {
        byte[] sequence = {2, 2, 0, 0, 0, 1, 0, 0, 0, 2};
        byte[] set = {1, 2, 0, 0, 0, 1, 0, 0, 0, 2};
        assertEquals(PathHash.of(List.of(1L, 2L)), PathHash.of(sequence, 0, sequence.length));
        assertFalse(PathHash.of(List.of(2L, 1L)) == PathHash.of(sequence, 0, sequence.length));
        assertFalse(PathHash.of(set, 0, set.length) == PathHash.of(sequence, 0, sequence.length));
    }

    private void complete() {
        announce(List.of(1L, 2L), ONE);
        announce(List.of(1L, 3L), TWO);
        announce(List.of(1L), DEFAULT);
    }

    private void announce(List<Long> path, Prefix... prefixes) {
        take(Update.announce(
                NextHop.of(IpAddress.parse("192.0.2.1")),
                attributes(path),
                Nlri.of(AddressFamily.IPV4, List.of(prefixes))));
    }

    private void withdraw(Prefix... prefixes) {
        take(Update.withdraw(Nlri.of(AddressFamily.IPV4, List.of(prefixes))));
    }

    /// In the middle of a buffer, as it comes.
    private void take(Update update) {
        byte[] message = MessageEncoder.encode(update, MessageStream.FORMAT);
        byte[] buffer = new byte[message.length + 20];
        System.arraycopy(message, 0, buffer, 7, message.length);
        sink.update(buffer, 7, message.length);
    }

    private static PathAttributes attributes(List<Long> path) {
        return PathAttributes.of(
                new Origin(Origin.Kind.IGP),
                new AsPath(List.of(new AsPath.Segment(AsPath.Segment.SegmentType.AS_SEQUENCE, path))));
    }
}
