package io.barewire.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.MessageDecoder;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MessageStreamTest {
    private final Tables tables = Tables.distinct(FeedWorkload.peers(3), 2_000, 5);

    @Test
    void whatIsSentDecodesToExactlyTheTableAndAnEndOfRib() {
        for (int peer = 0; peer < 3; peer++) {
            List<Update> expected = new ArrayList<>(tables.announced().get(peer));
            expected.add(Update.endOfRib(AddressFamily.IPV4));
            assertEquals(expected, decoded(MessageStream.announce(expected.subList(0, expected.size() - 1))));
        }
    }

    @Test
    void whatIsWithdrawnIsExactlyTheTable() {
        List<Update> updates = decoded(MessageStream.withdraw(tables.prefixes(1)));
        List<Prefix> withdrawn = updates.stream()
                .flatMap(update -> update.withdrawn().getFirst().toList().stream())
                .toList();
        assertEquals(tables.prefixes(1), withdrawn);
        assertEquals(
                Set.of(),
                updates.stream().flatMap(update -> update.announced().stream()).collect(Collectors.toSet()));
    }

    private static List<Update> decoded(MessageStream stream) {
        MessageDecoder decoder = new MessageDecoder(MessageStream.FORMAT);
        byte[] octets = new byte[stream.length()];
        stream.octets().duplicate().get(octets);
        List<Update> updates = new ArrayList<>();
        for (int at = 0; at < octets.length; ) {
            byte[] message = new byte[BigEndian.u16(octets, at + 16)];
            System.arraycopy(octets, at, message, 0, message.length);
            Accepted accepted = assertInstanceOf(Accepted.class, decoder.decode(message));
            updates.add(assertInstanceOf(Update.class, accepted.message()));
            at += message.length;
        }
        return updates;
    }
}
