package io.barewire.bench.peers;

import io.barewire.rib.PeerPolicy;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerConfig.Timers;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Barewire as a program embeds it, passing routes on between its peers. Manifests have no word for that: a node tells
/// others its own prefixes only (as with frr-k8s), so an agent cannot stand between a peer and a sink. It
/// rehearses before it listens.
///
/// Its argument is a file: `speaker ADDRESS AS`, then perhaps `hold SECONDS`, then a `neighbor ADDRESS AS` for each.
public final class TransitSpeaker {
    private TransitSpeaker() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        BgpSpeaker speaker = new BgpSpeaker(config(Files.readAllLines(Path.of(words[0]))));
        speaker.addListener(event -> {
            if (!(event instanceof SpeakerEvent.SessionUp)) { // the others' logs have warnings only, too
                System.out.println(event);
            }
        });
        BgpSpeaker.rehearse();
        speaker.start();
        Thread.currentThread().join();
    }

    static SpeakerConfig config(List<String> lines) {
        SpeakerConfig config = SpeakerConfig.builder(1, IpAddress.ipv4(1)).build();
        Timers timers = Timers.DEFAULT;
        List<PeerConfig> peers = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "speaker" ->
                    config = SpeakerConfig.builder(Long.parseLong(words[2]), IpAddress.parse(words[1]))
                            .listen(new InetSocketAddress(PeerConfig.BGP_PORT))
                            .build();
                case "hold" -> {
                    Duration hold = Duration.ofSeconds(Long.parseLong(words[1]));
                    timers = new Timers(hold, hold.dividedBy(3), Timers.DEFAULT.connectRetry());
                }
                case "neighbor" ->
                    peers.add(PeerConfig.builder(IpAddress.parse(words[1]), Long.parseLong(words[2]))
                            .timers(timers)
                            .tcp(tcp -> tcp.withPassive(true))
                            .policy(PeerPolicy.EVERYTHING)
                            .build());
                default -> throw new IllegalArgumentException("'" + line + "'");
            }
        }
        return config.withPeers(peers);
    }
}
