package io.barewire.examples;

import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// Options of two programs on loopback addresses that are each other's peer.
record Lines(SpeakerOptions one, SpeakerOptions other) {
    static Lines laid() throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.5.254"))) {
            port = probe.getLocalPort();
        }
        return new Lines(
                options("127.0.5.1", 64512, "127.0.5.2", 64513, port),
                options("127.0.5.2", 64513, "127.0.5.1", 64512, port));
    }

    private static SpeakerOptions options(String own, long as, String peer, long peerAs, int port) {
        SpeakerOptions options = new SpeakerOptions();
        options.as = as;
        options.identifier = IpAddress.parse(own.replace("127.0.5.", "192.0.2."));
        options.listen = new InetSocketAddress(own, port);
        options.peers.add(new SpeakerOptions.Neighbor(IpAddress.parse(peer), port, peerAs));
        return options;
    }
}
