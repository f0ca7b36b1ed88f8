package io.barewire.lab;

import io.barewire.speaker.GracefulRestart;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerConfig.Timers;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.speaker.SessionOptions;
import io.barewire.speaker.Source;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.TcpOptions;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttributes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What each session is configured with, and what it says of its routes.
final class SessionPlan {
    /// A target that is not there yet is tried again soon; the FSM's own pause after a lost session is kept.
    private static final Duration CONNECT_RETRY = Duration.ofSeconds(5);

    private final ScaleOptions options;
    private final InetSocketAddress target;
    private final LabAddresses addresses;
    private final Timers timers;
    private final SessionOptions session;
    private final Protection protection;
    private final PathAttributes sameForAll;

    SessionPlan(ScaleOptions options, InetSocketAddress target) {
        this.options = options;
        this.target = target;
        addresses = options.addresses();
        Duration hold = Duration.ofSeconds(options.holdTime());
        timers = new Timers(hold, hold.dividedBy(3), CONNECT_RETRY);
        // A session that ends is gone: what the target keeps of it would hide that.
        session = SessionOptions.DEFAULT.withGracefulRestart(
                new GracefulRestart(GracefulRestart.Mode.DISABLED, Duration.ZERO, Duration.ZERO, false, Duration.ZERO));
        protection = options.password().<Protection>map(Protection.Md5::new).orElseGet(Protection::none);
        sameForAll = attributesOf(options.localAs().first());
    }

    SpeakerConfig self(int number) {
        return SpeakerConfig.builder(options.localAs().of(number), addresses.identifier(number))
                .build();
    }

    PeerConfig peer(int number) {
        Source source =
                addresses.source(number).<Source>map(Source.Address::new).orElseGet(Source::any);
        return PeerConfig.builder(IpAddress.of(target.getAddress()), options.peerAs())
                .port(target.getPort())
                .timers(timers)
                .session(session)
                .tcp(new TcpOptions(false, new Reach.Multihop(Reach.MAXIMUM_TTL), source, protection, Optional.empty()))
                .build();
    }

    /// Of the session's routes: its own address, or what stands for one on loopback.
    NextHop nextHop(int number) {
        return NextHop.of(addresses
                .source(number)
                .filter(address -> !address.isLoopback())
                .orElseGet(() -> addresses.identifier(number)));
    }

    PathAttributes attributes(int number) {
        return options.localAs().countsUp() ? attributesOf(options.localAs().of(number)) : sameForAll;
    }

    private PathAttributes attributesOf(long as) {
        List<PathAttribute> attributes = new ArrayList<>();
        attributes.add(new PathAttribute.Origin(PathAttribute.Origin.Kind.IGP));
        if (as == options.peerAs()) {
            attributes.add(AsPath.EMPTY);
            attributes.add(new PathAttribute.LocalPref(100));
        } else {
            attributes.add(new AsPath(List.of(new Segment(Segment.SegmentType.AS_SEQUENCE, List.of(as)))));
        }
        return PathAttributes.of(attributes);
    }
}
