package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.PeerPolicy;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.CloseMode;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Barewire's speaker in the demo's own process, at an address more of the demo's own namespace. It forwards nothing.
record SpeakerRouter(Identity identity, BgpSpeaker speaker) implements OutsideRouter {
    private static final Duration LIMIT = Waiting.LIMIT;

    static SpeakerRouter start(Lab lab, Identity identity, long nodes) throws InterruptedException {
        lab.commands()
                .require(
                        LIMIT,
                        List.of(
                                "ip",
                                "addr",
                                "add",
                                identity.address() + "/" + Family.IPV4.nodeNetworkLength(),
                                "dev",
                                "eth0"));
        IpAddress own = IpAddress.parse(identity.address());
        // Nodes share its network, where next hops stay (RFC 4271 §5.1.3).
        PeerPolicy policy = PeerPolicy.EVERYTHING
                .exports(exports -> exports.withNextHop(AddressFamily.IPV4, new ExportedNextHop.Unchanged()))
                .withRouteReflectorClient(identity.reflects(nodes));
        List<PeerConfig> peers = lab.topology().nodes().stream()
                .map(node -> PeerConfig.builder(IpAddress.parse(node.address(Family.IPV4)), nodes)
                        .families(AddressFamily.IPV4)
                        .tcp(tcp -> tcp.withSourceAddress(own))
                        .policy(policy)
                        .build())
                .toList();
        BgpSpeaker speaker = new BgpSpeaker(SpeakerConfig.builder(identity.as(), own)
                .listen(new InetSocketAddress(own.toInetAddress(), PeerConfig.BGP_PORT))
                .peers(peers)
                .build());
        try {
            speaker.start();
        } catch (IOException e) {
            throw new StepFailure(identity.name() + " cannot be started: " + e.getMessage(), e);
        }
        return new SpeakerRouter(identity, speaker);
    }

    @Override
    public String program() {
        return "Barewire's speaker";
    }

    @Override
    public void stop() {
        speaker.close(CloseMode.QUIET);
    }
}
