package io.barewire.bench;

import io.barewire.rib.PeerPolicy;
import io.barewire.rib.PrefixFilter;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A configuration of 1,000 neighbors takes the place of another one that differs in the import filter of one of them:
/// what that costs a running speaker whose neighbors do not come. On loopback.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ApplyBenchmark {
    private static final int NEIGHBORS = 1000;
    private static final PrefixFilter HOST_SUBNETS =
            PrefixFilter.of(List.of(new PrefixFilter.Rule(Prefix.parse("10.128.0.0/14"), 23, 23)));

    private final SpeakerConfig one = config(PrefixFilter.ALL);
    private final SpeakerConfig other = config(HOST_SUBNETS);
    private final BgpSpeaker speaker = new BgpSpeaker(one);
    private boolean isOne = true;

    @Setup(Level.Trial)
    public void start() throws IOException {
        speaker.start();
    }

    @Benchmark
    public void oneFilterOfAThousand() throws IOException {
        isOne = !isOne;
        speaker.apply(isOne ? one : other);
    }

    @TearDown(Level.Trial)
    public void stop() {
        speaker.close();
    }

    private static SpeakerConfig config(PrefixFilter ofTheFirst) {
        List<PeerConfig> peers = new ArrayList<>();
        for (int i = 0; i < NEIGHBORS; i++) {
            IpAddress address = IpAddress.ipv4((127 << 24) | (2 << 16) | ((i / 250) << 8) | (1 + i % 250));
            PrefixFilter filter = i == 0 ? ofTheFirst : HOST_SUBNETS;
            peers.add(PeerConfig.builder(address, 64513)
                    .tcp(tcp -> tcp.withPassive(true))
                    .policy(PeerPolicy.EVERYTHING.withImportFilter(filter))
                    .build());
        }
        return SpeakerConfig.builder(64512, IpAddress.parse("192.0.2.1"))
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .peers(peers)
                .build();
    }
}
