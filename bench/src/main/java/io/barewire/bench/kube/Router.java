package io.barewire.bench.kube;

import io.barewire.rib.PeerPolicy;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.ReceivedMessage;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageDecoder;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// A BGP speaker that waits for the measured node, and knows when that one's UPDATEs came.
final class Router implements AutoCloseable {
    private final IpAddress address;
    private final BgpSpeaker speaker;
    private final Map<Prefix, CompletableFuture<Long>> arrivals = new ConcurrentHashMap<>();

    private Router(IpAddress address, BgpSpeaker speaker) {
        this.address = address;
        this.speaker = speaker;
    }

    /// In the network namespace of the calling thread.
    static Router start(IpAddress address, long as) throws IOException {
        BgpSpeaker speaker = new BgpSpeaker(SpeakerConfig.builder(as, address)
                .listen(new InetSocketAddress(address.toInetAddress(), PeerConfig.BGP_PORT))
                .peers(PeerConfig.builder(Rack.NODE, Fleet.AS)
                        .tcp(tcp -> tcp.withPassive(true).withSourceAddress(address))
                        .policy(PeerPolicy.EVERYTHING)
                        .build())
                .build());
        Router router = new Router(address, speaker);
        speaker.addMessageListener(router::received);
        speaker.start();
        return router;
    }

    private void received(ReceivedMessage message) {
        long now = System.nanoTime();
        if (new MessageDecoder(message.format()).decode(message.octets().toArray())
                instanceof DecodeOutcome.Accepted(Update update, List<String> _)) {
            update.announced().stream()
                    .flatMap(reach -> reach.nlri().toList().stream())
                    .forEach(prefix -> arrival(prefix).complete(now));
        }
    }

    /// When this prefix was first announced since [#forget], as nanoTime.
    CompletableFuture<Long> arrival(Prefix prefix) {
        return arrivals.computeIfAbsent(prefix, _ -> new CompletableFuture<>());
    }

    void forget() {
        arrivals.clear();
    }

    @Override
    public String toString() {
        return address.toString();
    }

    @Override
    public void close() {
        speaker.close();
    }
}
