package io.barewire.wire;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.Update.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds for every message, format and octet string.
class CodecPropertiesTest {
    @Test
    void decodeOfEncodeIsIdentity() {
        forSeeds(5_000, rng -> {
            MessageFormat format = Generate.format(rng);
            BgpMessage message = Generate.message(rng, format);
            if (!(message instanceof Update)) { // those may take several messages: see below
                assertEquals(message, accepted(MessageEncoder.encode(message, format), format));
            }
        });
    }

    @Test
    void whatAnUpdateSaysSurvivesBeingSplit() {
        forSeeds(3_000, rng -> {
            MessageFormat format = Generate.format(rng);
            Update update = Generate.update(rng, format);
            UpdateEncoder.Encoded encoded = new UpdateEncoder(format).encode(update);
            assertEquals(List.of(), encoded.withdrawnInstead());
            MessageDecoder decoder = new MessageDecoder(format);
            List<String> withdrawn = new ArrayList<>();
            List<String> announced = new ArrayList<>();
            for (byte[] message : encoded.messages()) {
                assertTrue(message.length <= format.maximumLength(), () -> message.length + " octets");
                Update part = (Update) accepted(decoder.decode(message));
                assertEquals(1, part.withdrawn().size() + part.announced().size(), "RFC 7606 §5.1");
                if (!part.announced().isEmpty()) {
                    assertEquals(update.attributes(), part.attributes());
                }
                part.withdrawn().forEach(nlri -> tell(nlri, "", withdrawn));
                part.announced()
                        .forEach(reach -> tell(reach.nlri(), reach.nextHop().toString(), announced));
                assertEquals(update.endOfRib(), part.endOfRib());
            }
            assertEquals(told(update.withdrawn()), withdrawn);
            assertEquals(toldReach(update.announced()), announced);
        });
    }

    @Test
    void randomOctetsNeverThrow() {
        forSeeds(20_000, rng -> {
            MessageDecoder decoder = new MessageDecoder(Generate.format(rng));
            byte[] octets = rng.octets(rng.between(0, 200));
            assertNotNull(decoder.decode(octets.clone()));
            if (octets.length >= Framing.HEADER_LENGTH) {
                assertNotNull(decoder.decode(withHeader(octets, rng.between(1, 5))));
            }
        });
    }

    @Test
    void damagedMessagesNeverThrow() {
        forSeeds(10_000, rng -> {
            MessageFormat format = Generate.format(rng);
            MessageDecoder decoder = new MessageDecoder(rng.oneIn(3) ? Generate.format(rng) : format);
            for (byte[] message : encode(Generate.message(rng, format), format)) {
                byte[] damaged = damaged(rng, message);
                assertNotNull(decoder.decode(damaged));
            }
        });
    }

    /// A remembered attribute block must mean the same as one read afresh.
    @Test
    void aDecoderWithMemoryAgreesWithAFreshOne() {
        forSeeds(300, rng -> {
            MessageFormat format = Generate.format(rng);
            MessageDecoder experienced = new MessageDecoder(format);
            List<byte[]> messages = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                byte[] message = new UpdateEncoder(format)
                        .encode(Generate.update(rng, format))
                        .messages()
                        .getFirst();
                messages.add(rng.oneIn(3) ? damaged(rng, message) : message);
            }
            for (int i = 0; i < 40; i++) {
                byte[] message = rng.oneOf(messages);
                assertEquals(
                        new MessageDecoder(format).decode(message.clone()).toString(),
                        experienced.decode(message.clone()).toString());
            }
        });
    }

    /// What is read the short way means what it does the long way.
    @Test
    void plainUpdatesAreReadAsAllOthersAre() {
        int[] plain = new int[1];
        forSeeds(3_000, rng -> {
            MessageFormat format = Generate.format(rng);
            UpdateDecoder decoder = new UpdateDecoder(format);
            for (int i = 0; i < 5; i++) {
                for (byte[] message : encode(plainUpdate(rng, format), format)) {
                    for (byte[] frame : List.of(message, damaged(rng, message))) {
                        MessageFormat other = rng.oneIn(4) ? Generate.format(rng) : format;
                        UpdateDecoder reader = other.equals(format) ? decoder : new UpdateDecoder(other);
                        if (!(Framing.next(frame, 0, frame.length, other)
                                        instanceof Framing.Result.Frame(MessageType type, int _))
                                || type != MessageType.UPDATE) {
                            continue;
                        }
                        assertEquals(new UpdateDecoder(other).decodeAny(frame.clone()), reader.decode(frame.clone()));
                        plain[0] += new PlainUpdate(other).read(frame) == null ? 0 : 1;
                    }
                }
            }
        });
        assertTrue(plain[0] > 100, () -> "only " + plain[0] + " were plain");
    }

    /// As likely as not of the kind that is read the short way.
    private static Update plainUpdate(Rng rng, MessageFormat format) {
        Nlri nlri = Generate.nlri(rng, AddressFamily.IPV4, format);
        PathAttributes attributes = Generate.attributes(rng, format);
        return switch (rng.between(0, 3)) {
            case 0 -> Update.withdraw(nlri);
            case 1 -> Generate.update(rng, format);
            default ->
                Update.announce(
                        NextHop.of(IpAddress.parse("192.0.2." + rng.between(1, 3))),
                        attributes.without(PathAttribute.Unknown.class).without(PathAttribute.LargeCommunities.class),
                        nlri);
        };
    }

    private static List<byte[]> encode(BgpMessage message, MessageFormat format) {
        return message instanceof Update update
                ? new UpdateEncoder(format).encode(update).messages()
                : List.of(MessageEncoder.encode(message, format));
    }

    private static byte[] damaged(Rng rng, byte[] message) {
        byte[] damaged = message.clone();
        for (int i = rng.between(1, 3); i > 0; i--) {
            damaged[rng.between(rng.oneIn(20) ? 0 : Framing.HEADER_LENGTH - 1, damaged.length - 1)] =
                    rng.oneOf(List.of(0, 1, 4, 0xFF, rng.between(0, 255))).byteValue();
        }
        if (rng.oneIn(4)) {
            damaged = Arrays.copyOf(damaged, Math.max(19, damaged.length - rng.between(1, 20)));
            NetworkOrder.put16(damaged, 16, damaged.length);
        }
        return damaged;
    }

    private static byte[] withHeader(byte[] octets, int type) {
        byte[] message = octets.clone();
        Arrays.fill(message, 0, 16, (byte) -1);
        NetworkOrder.put16(message, 16, message.length);
        message[18] = (byte) type;
        return message;
    }

    private static BgpMessage accepted(byte[] message, MessageFormat format) {
        return accepted(new MessageDecoder(format).decode(message));
    }

    private static BgpMessage accepted(DecodeOutcome outcome) {
        Accepted accepted = assertInstanceOf(Accepted.class, outcome, outcome::toString);
        assertEquals(List.of(), accepted.discarded());
        return accepted.message();
    }

    private static List<String> told(List<Nlri> blocks) {
        List<String> told = new ArrayList<>();
        blocks.forEach(nlri -> tell(nlri, "", told));
        return told;
    }

    private static List<String> toldReach(List<Reach> reaches) {
        List<String> told = new ArrayList<>();
        reaches.forEach(reach -> tell(reach.nlri(), reach.nextHop().toString(), told));
        return told;
    }

    private static void tell(Nlri nlri, String nextHop, List<String> to) {
        for (Nlri.Cursor at = nlri.cursor(); at.next(); ) {
            to.add(at.pathId() + " " + at.prefix() + " " + nextHop);
        }
    }
}
