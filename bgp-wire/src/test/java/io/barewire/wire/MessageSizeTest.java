package io.barewire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.Update.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 4271 §4.1, RFC 8654 §4: messages of exactly 4096 and 65535 octets, and of one more.
class MessageSizeTest {
    private static final PathAttributes ATTRIBUTES = PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY);

    enum Form {
        ANNOUNCED(AddressFamily.IPV4),
        ANNOUNCED_IPV6(AddressFamily.IPV6),
        WITHDRAWN(AddressFamily.IPV4),
        WITHDRAWN_IPV6(AddressFamily.IPV6);

        private final AddressFamily family;

        Form(AddressFamily family) {
            this.family = family;
        }

        private static NextHop hop(String address) {
            return NextHop.of(IpAddress.parse(address));
        }

        private Update of(List<Prefix> prefixes) {
            Nlri nlri = Nlri.of(family, prefixes);
            return switch (this) {
                case ANNOUNCED -> Update.announce(hop("192.0.2.1"), ATTRIBUTES, nlri);
                case ANNOUNCED_IPV6 -> Update.announce(hop("2001:db8::1"), ATTRIBUTES, nlri);
                case WITHDRAWN, WITHDRAWN_IPV6 -> Update.withdraw(nlri);
            };
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ANNOUNCED, false", "ANNOUNCED_IPV6, false", "WITHDRAWN, false", "WITHDRAWN_IPV6, false",
        "ANNOUNCED, true", "ANNOUNCED_IPV6, true", "WITHDRAWN, true", "WITHDRAWN_IPV6, true"
    })
    void whatFillsAMessageIsOneAndWithAnOctetMoreItIsTwo(Form form, boolean extended) {
        MessageFormat format = format(extended);
        List<Prefix> prefixes = filling(form, format);
        List<byte[]> one = new UpdateEncoder(format).encode(form.of(prefixes)).messages();
        assertEquals(1, one.size());
        assertEquals(format.maximumLength(), one.getFirst().length);
        assertEquals(prefixes, received(one, format));

        prefixes.add(prefix(form.family, 1));
        List<byte[]> two = new UpdateEncoder(format).encode(form.of(prefixes)).messages();
        assertEquals(2, two.size());
        assertEquals(prefixes, received(two, format));
    }

    /// RFC 8654 §4.
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aRouteThatFillsAMessageIsSaidAndOneThatIsLongerIsWithdrawn(boolean extended) {
        MessageFormat format = format(extended);
        UpdateEncoder encoder = new UpdateEncoder(format);
        Reach reach = new Reach(Form.hop("192.0.2.1"), Nlri.of(Prefix.parse("10.0.1.0/24")));
        int others = encoder.encode(announced(reach, padded(300))).messages().getFirst().length - 300;
        PathAttributes fitting = padded(format.maximumLength() - others);
        assertTrue(encoder.fits(reach, fitting));
        assertEquals(
                format.maximumLength(),
                encoder.encode(announced(reach, fitting)).messages().getFirst().length);

        PathAttributes longer = padded(format.maximumLength() - others + 1);
        assertFalse(encoder.fits(reach, longer));
        UpdateEncoder.Encoded encoded = encoder.encode(announced(reach, longer));
        assertEquals(List.of(reach.nlri()), encoded.withdrawnInstead());
        assertEquals(1, encoded.messages().size());
    }

    /// A two-octet speaker is told large AS numbers twice (RFC 6793 §4.2.2).
    @Test
    void whatATwoOctetSpeakerIsToldBesidesCounts() {
        Reach reach = new Reach(Form.hop("192.0.2.1"), Nlri.of(Prefix.parse("10.0.1.0/24")));
        List<Long> large = new ArrayList<>();
        for (long as = 4_200_000_000L; large.size() < 250; as++) {
            large.add(as);
        }
        AsPath path = new AsPath(List.of(new AsPath.Segment(AsPath.Segment.SegmentType.AS_SEQUENCE, large)));
        PathAttributes attributes = padded(2800).with(path);
        assertTrue(new UpdateEncoder(Hex.EXTERNAL).fits(reach, attributes));
        UpdateEncoder twoOctets = new UpdateEncoder(Hex.EXTERNAL_TWO_OCTET);
        assertFalse(twoOctets.fits(reach, attributes));
        assertEquals(
                1,
                twoOctets
                        .encode(announced(reach, attributes))
                        .withdrawnInstead()
                        .size());
        assertTrue(twoOctets.fits(reach, padded(2000).with(path)));
    }

    /// In two octets each, a message has room for twice the AS numbers that it has room for in four (RFC 6793 §4.2.3).
    @ParameterizedTest
    @CsvSource({"64, accepted", "65, withdraw", "127, withdraw"})
    void aPathThatATwoOctetSpeakerMakesTooLongIsTreatedAsWithdrawn(int fullSegments, String verdict) {
        MessageFormat twoOctets = new MessageFormat(true, false, true, Hex.BOTH, Set.of(), Set.of(), false);
        WireWriter path = new WireWriter(65535);
        for (int i = 0; i < fullSegments; i++) {
            path.u8(2).u8(255);
            for (int as = 0; as < 255; as++) {
                path.u16(65001);
            }
        }
        WireWriter attributes = new WireWriter(65535);
        attributes.octets(Hex.octets("40010100 400304c0000201")).u8(0x50).u8(2).u16(path.length());
        path.appendTo(attributes);
        MessageBuffer out = new MessageBuffer(65535);
        WireWriter message = out.begin(MessageType.UPDATE);
        message.u16(0).u16(attributes.length());
        attributes.appendTo(message);
        message.u8(24).u8(10).u8(0).u8(1);
        out.end(0, MessageType.UPDATE, twoOctets);
        byte[] whole = out.split().getFirst();
        assertEquals(verdict, Hex.verdict(Hex.decode(whole, twoOctets)));
    }

    private static MessageFormat format(boolean extended) {
        return new MessageFormat(true, true, extended, Hex.BOTH, Set.of(), Set.of(), false);
    }

    private static Update announced(Reach reach, PathAttributes attributes) {
        return Update.announce(reach.nextHop(), attributes, reach.nlri());
    }

    private static PathAttributes padded(int octets) {
        return ATTRIBUTES.with(new PathAttribute.Unknown(0xC0, 200, Octets.of(new byte[octets])));
    }

    /// Prefixes with which an UPDATE has just the greatest length.
    private static List<Prefix> filling(Form form, MessageFormat format) {
        int widest = 1 + form.family.octets();
        List<Prefix> prefixes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            prefixes.add(prefix(form.family, widest));
        }
        int room = format.maximumLength()
                - new UpdateEncoder(format).encode(form.of(prefixes)).messages().getFirst().length;
        for (; room >= widest; room -= widest) {
            prefixes.add(prefix(form.family, widest));
        }
        if (room > 0) {
            prefixes.add(prefix(form.family, room));
        }
        return prefixes;
    }

    /// A prefix whose entry has so many octets.
    private static Prefix prefix(AddressFamily family, int octets) {
        IpAddress any = IpAddress.parse(family == AddressFamily.IPV4 ? "10.1.2.3" : "2001:db8:1:2:3:4:5:6");
        return Prefix.of(any, 8 * (octets - 1));
    }

    private static List<Prefix> received(List<byte[]> messages, MessageFormat format) {
        List<Prefix> prefixes = new ArrayList<>();
        for (byte[] message : messages) {
            assertEquals(
                    new Framing.Result.Frame(MessageType.UPDATE, message.length),
                    Framing.next(message, 0, message.length, format));
            DecodeOutcome.Accepted accepted =
                    assertInstanceOf(DecodeOutcome.Accepted.class, Hex.decode(message, format));
            Update update = assertInstanceOf(Update.class, accepted.message());
            update.announced().forEach(reach -> prefixes.addAll(reach.nlri().toList()));
            update.withdrawn().forEach(nlri -> prefixes.addAll(nlri.toList()));
        }
        return prefixes;
    }
}
