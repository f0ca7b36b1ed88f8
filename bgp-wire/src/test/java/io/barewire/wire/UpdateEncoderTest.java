package io.barewire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.UpdateEncoder.Encoded;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UpdateEncoderTest {
    private static final NextHop IPV4 = NextHop.of(IpAddress.parse("192.0.2.1"));
    private static final NextHop IPV6 = NextHop.of(IpAddress.parse("2001:db8::1"));
    private static final PathAttributes ATTRIBUTES = PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY);
    private static final Nlri TEN = Nlri.of(Prefix.parse("10.0.1.0/24"));
    private static final Nlri SIX = Nlri.of(Prefix.parse("2001:db8::/32"));

    /// RFC 7606 §5.1: at most one of the four places in a message, MP_REACH_NLRI as the first attribute.
    @Test
    void everyPlaceHasAMessageOfItsOwn() {
        Update update = new Update(
                List.of(TEN, SIX), List.of(new Update.Reach(IPV4, TEN), new Update.Reach(IPV6, SIX)), ATTRIBUTES);
        List<String> bodies = new UpdateEncoder(Hex.EXTERNAL)
                .encode(update).messages().stream()
                        .map(message -> Octets.of(message, 19, message.length).toHex())
                        .toList();
        assertEquals(
                List.of(
                        "0004" + "180a0001" + "0000",
                        "0000" + "000b" + "800f08" + "000201" + "2020010db8",
                        "0000" + "000e" + "40010100" + "400200" + "400304c0000201" + "180a0001",
                        "0000" + "0024" + "800e1a" + "00020110" + "20010db8000000000000000000000001" + "00"
                                + "2020010db8" + "40010100" + "400200"),
                bodies);
    }

    @Test
    void aLinkLocalNextHopGoesAlong() {
        NextHop both = new NextHop(IpAddress.parse("2001:db8::1"), Optional.of(IpAddress.parse("fe80::1")));
        byte[] message = MessageEncoder.encode(Update.announce(both, ATTRIBUTES, SIX), Hex.EXTERNAL);
        assertEquals(
                "00020120" + "20010db8000000000000000000000001" + "fe800000000000000000000000000001" + "00",
                Octets.of(message, 26, 26 + 37).toHex());
    }

    @Test
    void whatFitsExactlyIsOneMessage() {
        // 4096 less 23 octets, less 7 of ORIGIN and AS_PATH, less 7 of NEXT_HOP, in entries of five octets
        Prefix host = Prefix.parse("10.0.0.1/32");
        int most = (4096 - 23 - 7 - 7) / 5;
        Nlri fits = Nlri.of(AddressFamily.IPV4, Collections.nCopies(most, host));
        Nlri oneMore = Nlri.of(AddressFamily.IPV4, Collections.nCopies(most + 1, host));
        UpdateEncoder encoder = new UpdateEncoder(Hex.EXTERNAL);
        assertEquals(
                1,
                encoder.encode(Update.announce(IPV4, ATTRIBUTES, fits))
                        .messages()
                        .size());
        assertEquals(
                2,
                encoder.encode(Update.announce(IPV4, ATTRIBUTES, oneMore))
                        .messages()
                        .size());
        assertThrows(
                IllegalArgumentException.class,
                () -> MessageEncoder.encode(Update.announce(IPV4, ATTRIBUTES, oneMore), Hex.EXTERNAL));
    }

    /// RFC 8654 §4: what came over a session with longer messages may not fit into those of another one.
    @Test
    void routesWithTooManyAttributesAreWithdrawn() {
        PathAttributes large = ATTRIBUTES.with(new Communities(Collections.nCopies(1015, 7)));
        Encoded encoded = new UpdateEncoder(Hex.EXTERNAL).encode(Update.announce(IPV4, large, TEN));
        assertEquals(List.of(TEN), encoded.withdrawnInstead());
        assertEquals(
                Octets.of(MessageEncoder.encode(Update.withdraw(TEN), Hex.EXTERNAL)),
                Octets.of(encoded.messages().getFirst()));
        MessageFormat extended = new MessageFormat(true, true, true, Hex.BOTH, Set.of(), Set.of(), false);
        assertEquals(
                List.of(),
                new UpdateEncoder(extended)
                        .encode(Update.announce(IPV4, large, TEN))
                        .withdrawnInstead());
    }

    @Test
    void nextHopsThatTheSessionCannotSayAreRefused() {
        UpdateEncoder encoder = new UpdateEncoder(Hex.EXTERNAL);
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(Update.announce(IPV6, ATTRIBUTES, TEN)));
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(Update.announce(IPV4, ATTRIBUTES, SIX)));
    }

    @Test
    void pathIdentifiersAreWrittenWhereTheSessionWantsThem() {
        Set<AddressFamily> ipv4 = Set.of(AddressFamily.IPV4);
        MessageFormat addPath = new MessageFormat(true, true, false, Hex.BOTH, Set.of(), ipv4, false);
        byte[] message = MessageEncoder.encode(Update.withdraw(TEN), addPath);
        assertEquals(
                "0008" + "00000000" + "180a0001" + "0000",
                Octets.of(message, 19, message.length).toHex());
        Nlri withPathId = new Nlri.Builder(AddressFamily.IPV4, true)
                .add(5, 10L << 56, 0, 8)
                .build();
        byte[] without = MessageEncoder.encode(Update.withdraw(withPathId), Hex.EXTERNAL);
        assertEquals(
                "0002" + "080a" + "0000", Octets.of(without, 19, without.length).toHex());
    }

    @Test
    void nothingToSayIsNoMessage() {
        Update nothing = new Update(List.of(), List.of(), PathAttributes.NONE);
        assertTrue(new UpdateEncoder(Hex.EXTERNAL).encode(nothing).messages().isEmpty());
    }
}
