package io.barewire.lab;

import io.barewire.rib.PeerPolicy;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerConfig.Timers;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Secret;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Octets;
import io.barewire.wire.Prefix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The process of an [OwnTarget]: reads one line that says whom to expect, answers with the port it listens on, and
/// goes on until its standard input ends. It takes everything and tells everything.
public final class TargetMain {
    private static final IpAddress IDENTIFIER = IpAddress.parse("100.64.0.0");

    private TargetMain() {}

    /// Whom to expect, as one line of words.
    ///
    /// @param key of TCP MD5, as hexadecimal digits, or `-`
    record Order(long as, LocalAs peers, Prefix sources, int sessions, int holdTime, String key) {
        static Order of(ScaleOptions options) {
            return new Order(
                    options.peerAs(),
                    options.localAs(),
                    options.addresses().sources().orElseThrow(),
                    options.sessions(),
                    options.holdTime(),
                    options.password()
                            .map(secret -> Octets.of(secret.octets()).toHex())
                            .orElse("-"));
        }

        String text() {
            return "%d %s %s %d %d %s%n".formatted(as, peers, sources, sessions, holdTime, key);
        }

        static Order parse(String line) {
            List<String> words = List.of(line.split(" ", -1));
            return new Order(
                    Long.parseLong(words.get(0)),
                    LocalAs.parse(words.get(1)),
                    Prefix.parse(words.get(2)),
                    Integer.parseInt(words.get(3)),
                    Integer.parseInt(words.get(4)),
                    words.get(5));
        }

        SpeakerConfig config() {
            LabAddresses addresses = new LabAddresses(Optional.of(sources), OwnTarget.ADDRESS, sources, 0, 0);
            Duration hold = Duration.ofSeconds(holdTime);
            Timers timers = new Timers(hold, hold.dividedBy(3), Timers.DEFAULT.connectRetry());
            Protection protection = key.equals("-")
                    ? Protection.none()
                    : new Protection.Md5(Secret.of(Octets.parseHex(key).toArray()));
            return SpeakerConfig.builder(as, IDENTIFIER)
                    .listen(new InetSocketAddress(OwnTarget.ADDRESS.toInetAddress(), 0))
                    .peers(IntStream.range(0, sessions)
                            .mapToObj(
                                    i -> PeerConfig.builder(addresses.source(i).orElseThrow(), peers.of(i))
                                            .timers(timers)
                                            .tcp(tcp -> tcp.withPassive(true).withProtection(protection))
                                            .policy(PeerPolicy.EVERYTHING)
                                            .build())
                            .toList())
                    .build();
        }
    }

    public static void main(String[] none) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = in.readLine();
        if (line == null) {
            return; // whoever started us is gone
        }
        try (BgpSpeaker speaker = new BgpSpeaker(Order.parse(line).config())) {
            speaker.start();
            System.out.println(speaker.status().listening().orElseThrow().getPort());
            while (in.readLine() != null) {
                // more than one line is not expected, and means nothing
            }
        }
    }
}
