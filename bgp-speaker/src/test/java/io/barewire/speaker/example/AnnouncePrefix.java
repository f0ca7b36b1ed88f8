package io.barewire.speaker.example;

import io.barewire.rib.PeerPolicy;
import io.barewire.rib.RouteChange;
import io.barewire.rib.RouteSink;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Two speakers in one program: one announces a prefix, the other prints what it learns.
///
/// ```
/// mvn -q -pl bgp-speaker -am -DskipTests test-compile dependency:build-classpath -Dmdep.outputFile=/tmp/classpath
/// java -cp bgp-speaker/target/classes:bgp-speaker/target/test-classes:$(cat /tmp/classpath) \
///   io.barewire.speaker.example.AnnouncePrefix
/// ```
public final class AnnouncePrefix {
    private AnnouncePrefix() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        run(args.length > 0 ? Integer.parseInt(args[0]) : 1790, Prefix.parse("192.0.2.0/24"), System.out);
    }

    /// @param port where both listen, each on its own loopback address
    /// @return true when the prefix arrived within ten seconds
    static boolean run(int port, Prefix prefix, PrintStream out) throws IOException, InterruptedException {
        CountDownLatch learned = new CountDownLatch(1);
        try (BgpSpeaker announcer = new BgpSpeaker(config("127.0.1.1", "127.0.1.2", port));
                BgpSpeaker listener = new BgpSpeaker(config("127.0.1.2", "127.0.1.1", port))) {
            listener.addListener(event -> out.println(event));
            listener.addRouteSink("printer", new RouteSink() {
                @Override
                public void apply(List<RouteChange> changes) {
                    changes.forEach(change -> out.println("route " + change.prefix() + " via " + change.nextHops()));
                    if (changes.stream().anyMatch(change -> change.prefix().equals(prefix))) {
                        learned.countDown();
                    }
                }

                @Override
                public void converged() {
                    out.println("converged");
                }
            });
            announcer.start();
            listener.start();
            announcer.announce(prefix);
            return learned.await(10, TimeUnit.SECONDS);
        }
    }

    private static SpeakerConfig config(String own, String peer, int port) {
        IpAddress local = IpAddress.parse(own);
        PeerConfig neighbor = PeerConfig.builder(IpAddress.parse(peer), 64512)
                .port(port)
                .timers(new PeerConfig.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofSeconds(1)))
                .tcp(tcp -> tcp.withSourceAddress(local))
                .policy(PeerPolicy.EVERYTHING)
                .build();
        return SpeakerConfig.builder(64512, IpAddress.parse(own.replace("127.0.1.", "192.0.2.")))
                .listen(new InetSocketAddress(own, port))
                .peers(neighbor)
                .build();
    }
}
