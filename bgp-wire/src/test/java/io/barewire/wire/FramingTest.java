package io.barewire.wire;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.barewire.wire.Framing.Result;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Headers by hand from RFC 4271 §4.1 and §6.1, lengths from there, RFC 8654 §4 and RFC 7313 §5.
class FramingTest {
    private static final String MARKER = "ffffffffffffffffffffffffffffffff";
    private static final MessageFormat EXTENDED =
            new MessageFormat(true, true, true, Hex.BOTH, Set.of(), Set.of(), false);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            KEEPALIVE               | 0013 04 | frame KEEPALIVE 19 | frame KEEPALIVE 19
            KEEPALIVE of 20         | 0014 04 | bad 1/2 0014       | bad 1/2 0014
            OPEN of 28              | 001c 01 | bad 1/2 001c       | bad 1/2 001c
            OPEN of 29              | 001d 01 | more 29            | more 29
            OPEN of 4096            | 1000 01 | more 4096          | more 4096
            OPEN of 4097            | 1001 01 | bad 1/2 1001       | bad 1/2 1001
            UPDATE of 22            | 0016 02 | bad 1/2 0016       | bad 1/2 0016
            UPDATE of 23            | 0017 02 | more 23            | more 23
            UPDATE of 4096          | 1000 02 | more 4096          | more 4096
            UPDATE of 4097          | 1001 02 | bad 1/2 1001       | more 4097
            UPDATE of 65535         | ffff 02 | bad 1/2 ffff       | more 65535
            NOTIFICATION of 20      | 0014 03 | bad 1/2 0014       | bad 1/2 0014
            NOTIFICATION of 21      | 0015 03 | more 21            | more 21
            NOTIFICATION of 65535   | ffff 03 | bad 1/2 ffff       | more 65535
            ROUTE-REFRESH of 22     | 0016 05 | more 22            | more 22
            ROUTE-REFRESH of 65535  | ffff 05 | bad 1/2 ffff       | more 65535
            length 18               | 0012 04 | bad 1/2 0012       | bad 1/2 0012
            length 0                | 0000 02 | bad 1/2 0000       | bad 1/2 0000
            type 0                  | 0013 00 | bad 1/3 00         | bad 1/3 00
            type 6                  | 0013 06 | bad 1/3 06         | bad 1/3 06
            type 255                | 0013 ff | bad 1/3 ff         | bad 1/3 ff
            """)
    void header(String what, String lengthAndType, String classic, String extended) {
        byte[] header = Hex.octets(MARKER + lengthAndType);
        assertEquals(classic, said(Framing.next(header, 0, header.length, Hex.EXTERNAL)));
        assertEquals(extended, said(Framing.next(header, 0, header.length, EXTENDED)));
    }

    @Test
    void everyOctetOfTheMarkerCounts() {
        for (int i = 0; i < 16; i++) {
            byte[] header = Hex.octets(MARKER + "0013 04");
            header[i] = 0x7F;
            assertEquals("bad 1/1 ", said(Framing.next(header, 0, header.length, Hex.EXTERNAL)));
        }
    }

    @Test
    void halfAHeaderAsksForTheRest() {
        byte[] header = Hex.octets(MARKER + "0013 04");
        for (int length = 0; length < header.length; length++) {
            assertEquals("more 19", said(Framing.next(header, 0, length, Hex.EXTERNAL)));
        }
    }

    @Test
    void messagesAreFoundOneBehindTheOther() {
        byte[] stream = Hex.octets("00" + MARKER + "0013 04" + MARKER + "0017 02 00000000" + MARKER);
        assertEquals("frame KEEPALIVE 19", said(Framing.next(stream, 1, stream.length, Hex.EXTERNAL)));
        assertEquals("frame UPDATE 23", said(Framing.next(stream, 20, stream.length, Hex.EXTERNAL)));
        assertEquals("more 19", said(Framing.next(stream, 43, stream.length, Hex.EXTERNAL)));
    }

    @Test
    void noContentThrows() {
        forSeeds(10_000, rng -> {
            byte[] octets = rng.octets(rng.between(0, 60));
            if (octets.length >= 16 && rng.oneIn(2)) {
                Arrays.fill(octets, 0, 16, (byte) -1);
            }
            int from = rng.between(0, octets.length);
            assertNotNull(Framing.next(octets, from, octets.length, Generate.format(rng)));
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            half a header                        | ffff                                    | reset 1/2
            a message cut short                  | ffffffffffffffffffffffffffffffff001702 | reset 1/2
            octets behind a message              | ffffffffffffffffffffffffffffffff00130400 | reset 1/2
            """)
    void theDecoderChecksFramesItself(String what, String octets, String verdict) {
        assertEquals(verdict, Hex.verdict(Hex.decode(Hex.octets(octets), Hex.EXTERNAL)));
    }

    private static String said(Result result) {
        return switch (result) {
            case Result.NeedMore(int total) -> "more " + total;
            case Result.Frame(MessageType type, int length) -> "frame " + type + " " + length;
            case Result.Bad(Notification n, String _) ->
                "bad " + n.code() + "/" + n.subcode() + " " + n.data().toHex();
        };
    }
}
