package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.rib.OversizedRoutes;
import io.barewire.rib.PeerId;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.Notification;
import io.barewire.wire.Octets;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttribute.Unknown;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 4271 §4.1, RFC 8654: a route from one external peer to another, in messages as long as they may be. Our AS in
/// front of the path makes what we tell four octets longer than what we heard.
class MessageSizeSessionTest {
    private static final String US = "127.0.9.1";
    private static final String FROM = "127.0.9.2";
    private static final String TO = "127.0.9.3";
    private static final long FROM_AS = 65001;
    private static final long TO_AS = 65002;
    private static final int OUR_AS_OCTETS = 4;
    private static final Prefix PREFIX = Prefix.parse("203.0.113.0/24");
    private static final MessageFormat LONG =
            new MessageFormat(true, true, true, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);

    private final Loopback net;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<SpeakerEvent> events = new CopyOnWriteArrayList<>();

    MessageSizeSessionTest() throws IOException {
        this.net = Loopback.onFreePort();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLongestMessageIsSentAndWhatWouldBeLongerIsWithdrawn(boolean extended) throws Exception {
        int most = extended ? 65535 : 4096;
        BgpSpeaker speaker =
                new BgpSpeaker(net.speaker(US, net.peer(US, FROM, FROM_AS, true), net.peer(US, TO, TO_AS, true)));
        open.add(speaker);
        speaker.addListener(events::add);
        speaker.start();
        RawPeer to = peer(TO, TO_AS, extended);
        RawPeer from = peer(FROM, FROM_AS, true);

        from.send(announcement(most - OUR_AS_OCTETS));
        assertEquals(most, to.expectLongerThan(100).length);
        from.send(announcement(most - OUR_AS_OCTETS + 1));
        Update withdrawal = nextRoutes(to);
        assertEquals(List.of(PREFIX), withdrawal.withdrawn().getFirst().toList());
        await().until(() ->
                events.contains(new SpeakerEvent.RoutesTooLong(new PeerId(TO), new OversizedRoutes(PREFIX, 1))));
    }

    /// What we take is as long as what we send.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLongestMessageIsTakenAndALongerOneEndsTheSession(boolean extended) throws Exception {
        BgpSpeaker speaker = new BgpSpeaker(net.speaker(US, net.peer(US, FROM, FROM_AS, true)));
        open.add(speaker);
        speaker.start();
        RawPeer from = peer(FROM, FROM_AS, extended);
        byte[] longest = announcement(extended ? 65535 : 4096);
        from.send(longest);
        await().until(() -> speaker.status()
                        .peer(new PeerId(FROM))
                        .orElseThrow()
                        .prefixes(AddressFamily.IPV4)
                        .received()
                == 1);
        if (!extended) {
            from.send(announcement(4097));
            Notification notification = from.expect(Notification.class);
            assertEquals(Notification.MESSAGE_HEADER_ERROR, notification.code());
            assertEquals(2, notification.subcode());
        }
    }

    private RawPeer peer(String address, long as, boolean extended) throws IOException {
        BgpMessage.Open plain = RawPeer.open(address, as);
        List<Capability> capabilities = new ArrayList<>(plain.capabilities());
        if (extended) {
            capabilities.add(new Capability.ExtendedMessage());
        }
        RawPeer peer = RawPeer.connect(address, US, net.port())
                .establish(new BgpMessage.Open(4, as, 90, plain.bgpIdentifier(), capabilities));
        open.add(peer);
        return peer;
    }

    /// The End-of-RIB marker may come in between.
    private static Update nextRoutes(RawPeer peer) throws IOException {
        Update update = peer.expect(Update.class);
        return update.endOfRib().isPresent() ? nextRoutes(peer) : update;
    }

    /// An UPDATE of just this length.
    private static byte[] announcement(int length) {
        int others = announcementWith(300).length - 300;
        return announcementWith(length - others);
    }

    private static byte[] announcementWith(int padding) {
        AsPath path = new AsPath(List.of(new Segment(SegmentType.AS_SEQUENCE, List.of(FROM_AS))));
        PathAttributes attributes = PathAttributes.of(
                new Origin(Origin.Kind.IGP), path, new Unknown(0xC0, 200, Octets.of(new byte[padding])));
        return MessageEncoder.encode(
                Update.announce(NextHop.of(IpAddress.parse("192.0.2.7")), attributes, Nlri.of(PREFIX)), LONG);
    }
}
