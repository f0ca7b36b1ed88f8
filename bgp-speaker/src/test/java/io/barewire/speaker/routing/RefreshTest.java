package io.barewire.speaker.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.SessionInfo;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.session.Event;
import io.barewire.speaker.session.RestartTerms;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.BgpMessage.RouteRefresh.Subtype;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A peer that tells everything again, between the markers of RFC 7313 §4, in virtual time.
class RefreshTest {
    private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.2");
    private static final PeerId PEER = new PeerId(ADDRESS.toString());
    private static final Prefix ONE = Prefix.parse("10.1.0.0/16");
    private static final Prefix OTHER = Prefix.parse("10.2.0.0/16");

    private final RoutingCore core = new RoutingCore(
            SpeakerConfig.builder(64512, IpAddress.parse("10.0.0.1"))
                    .peers(PeerConfig.of(ADDRESS, 64512).withPolicy(PeerPolicy.EVERYTHING))
                    .build(),
            NextHopResolver.EVERYTHING_CONNECTED,
            (_, fault) -> {
                throw fault;
            });
    private PeerPort port = up();

    private PeerPort up() {
        PeerPort opened = new PeerPort() {
            @Override
            public boolean hasRoom() {
                return false;
            }

            @Override
            public void send(List<BgpMessage> messages) {}

            @Override
            public void stop(Event.AutomaticStop stop) {
                throw new AssertionError(stop);
            }
        };
        MessageFormat format =
                new MessageFormat(false, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false, true);
        Map<AddressFamily, NextHop> self = Map.of(AddressFamily.IPV4, NextHop.of(IpAddress.parse("10.0.0.1")));
        core.up(
                PEER,
                new SessionInfo(64512, ADDRESS, ADDRESS, self, format, true, 0, false),
                RestartTerms.NONE,
                opened);
        return opened;
    }

    private void announce(Prefix... prefixes) {
        PathAttributes attributes = PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY);
        Nlri nlri = Nlri.of(AddressFamily.IPV4, List.of(prefixes));
        core.receive(PEER, port, Update.announce(NextHop.of(ADDRESS), attributes, nlri));
    }

    private void marker(Subtype subtype) {
        core.refresh(PEER, port, new RouteRefresh(1, AddressFamily.UNICAST, subtype));
    }

    private int routes() {
        return core.rib().size(AddressFamily.IPV4);
    }

    @Test
    void theEndSweepsWhatWasNotRepeated() {
        announce(ONE, OTHER);
        marker(Subtype.BEGIN);
        announce(OTHER);
        assertEquals(2, routes());
        marker(Subtype.END);
        assertEquals(1, routes());
        core.advance(RoutingCore.LONGEST_REFRESH_MILLIS);
        assertEquals(1, routes());
        assertEquals(Long.MAX_VALUE, core.nextDeadline());
    }

    @Test
    void anEndThatNeverComesIsNotWaitedForForEver() {
        announce(ONE, OTHER);
        core.advance(1_000);
        marker(Subtype.BEGIN);
        announce(OTHER);
        assertEquals(1_000 + RoutingCore.LONGEST_REFRESH_MILLIS, core.nextDeadline());
        core.advance(999 + RoutingCore.LONGEST_REFRESH_MILLIS);
        assertEquals(2, routes());
        core.advance(1_000 + RoutingCore.LONGEST_REFRESH_MILLIS);
        assertEquals(1, routes());
    }

    /// However often it begins, one deadline waits.
    @Test
    void aRefreshThatBeginsAgainHasItsWholeTime() {
        announce(ONE);
        for (int i = 0; i < 1_000; i++) {
            marker(Subtype.BEGIN);
        }
        core.advance(5_000);
        marker(Subtype.BEGIN);
        core.advance(RoutingCore.LONGEST_REFRESH_MILLIS);
        assertEquals(1, routes());
        core.advance(2 * RoutingCore.LONGEST_REFRESH_MILLIS);
        assertEquals(0, routes());
        assertEquals(Long.MAX_VALUE, core.nextDeadline());
    }

    @Test
    void theTimeOfALostSessionMeansNothingToTheNextOne() {
        announce(ONE);
        marker(Subtype.BEGIN);
        core.down(PEER, port, false);
        port = up();
        announce(ONE);
        core.advance(RoutingCore.LONGEST_REFRESH_MILLIS);
        assertEquals(1, routes());
        marker(Subtype.END);
        assertEquals(1, routes(), "it began nothing");
    }
}
