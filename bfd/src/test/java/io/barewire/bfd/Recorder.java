package io.barewire.bfd;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// An output that keeps what a session set does.
final class Recorder implements SessionSet.Output {
    final List<byte[]> sent = new ArrayList<>();
    final List<String> news = new ArrayList<>();
    int echoes;

    @Override
    public boolean sendControl(int session, MemorySegment packet) {
        sent.add(packet.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
        return true;
    }

    @Override
    public boolean sendEcho(int session) {
        echoes++;
        return true;
    }

    @Override
    public void changed(int session, BfdState before, BfdState after) {
        news.add(before + " to " + after);
    }

    @Override
    public void gone(int session) {
        news.add("gone");
    }

    MemorySegment last() {
        return MemorySegment.ofArray(sent.getLast());
    }

    /// A packet that came to the single-hop port from next door.
    static Arrival arrival(IpAddress peer, MemorySegment packet) {
        Arrival arrival = new Arrival();
        arrival.packet = packet;
        arrival.length = packet.byteSize();
        arrival.ipv6 = peer.family() == AddressFamily.IPV6;
        arrival.peerHigh = peer.high();
        arrival.peerLow = peer.low();
        arrival.ttl = 255;
        return arrival;
    }
}
