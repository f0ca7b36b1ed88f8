package io.barewire.interop;

import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The speakers of one test: closed when it ends, and what they did is printed when it failed.
final class Speakers implements AfterTestExecutionCallback, AfterEachCallback {
    /// Ours in every test: lower than FRR's on a bridge, which begin with 172 or 192.
    static final IpAddress IDENTIFIER = IpAddress.parse("10.255.0.1");

    private final List<EmbeddedSpeaker> speakers = new ArrayList<>();

    /// A speaker that listens on a port of the system's choice, for both families.
    EmbeddedSpeaker start(long as, Peer... peers) {
        return start(config(as, Set.of(), peers));
    }

    EmbeddedSpeaker start(SpeakerConfig config) {
        EmbeddedSpeaker speaker = new EmbeddedSpeaker(config);
        speakers.add(speaker);
        speaker.start();
        return speaker;
    }

    static SpeakerConfig config(long as, Set<String> originated, Peer... peers) {
        List<PeerConfig> peerConfigs = Arrays.stream(peers).map(Peer::config).toList();
        return SpeakerConfig.builder(as, IDENTIFIER)
                .hostName("barewire-node")
                .listen(new InetSocketAddress("::", 0))
                .originated(originated.stream().map(Prefix::parse).collect(Collectors.toSet()))
                .convergenceLimit(Duration.ofSeconds(30))
                .peers(peerConfigs)
                .build();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            for (EmbeddedSpeaker speaker : speakers) {
                System.out.println(
                        "==== Barewire in \"" + context.getDisplayName() + "\"\n" + speaker.story() + "====");
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        speakers.forEach(EmbeddedSpeaker::close);
        speakers.clear();
    }
}
