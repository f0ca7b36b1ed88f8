package io.barewire.bench.peers;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Nlri;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import io.barewire.wire.UpdateEncoder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Messages encoded before the clock runs, in memory that the socket takes them from without a copy in between.
record MessageStream(ByteBuffer octets) {
    /// What every session of the generator speaks: IPv4 unicast, four-octet AS numbers, 4096 octets a message.
    static final MessageFormat FORMAT =
            new MessageFormat(true, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);

    static final MessageStream EMPTY = new MessageStream(ByteBuffer.allocateDirect(0));

    /// These UPDATEs and an End-of-RIB marker.
    static MessageStream announce(List<Update> updates) {
        UpdateEncoder encoder = new UpdateEncoder(FORMAT);
        return of(Stream.concat(updates.stream(), Stream.of(Update.endOfRib(AddressFamily.IPV4)))
                .flatMap(update -> encoder.encode(update).messages().stream())
                .toList());
    }

    /// Withdraws these, as many to a message as it takes.
    static MessageStream withdraw(List<Prefix> prefixes) {
        return of(new UpdateEncoder(FORMAT)
                .encode(Update.withdraw(Nlri.of(AddressFamily.IPV4, prefixes)))
                .messages());
    }

    static MessageStream of(List<byte[]> messages) {
        ByteBuffer octets = ByteBuffer.allocateDirect(
                messages.stream().mapToInt(message -> message.length).sum());
        messages.forEach(octets::put);
        return new MessageStream(octets.flip());
    }

    int length() {
        return octets.remaining();
    }
}
