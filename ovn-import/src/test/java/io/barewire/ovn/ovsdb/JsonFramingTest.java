package io.barewire.ovn.ovsdb;

import static io.barewire.testkit.Seeds.forSeeds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Rng;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFramingTest {
    private static List<String> documents(JsonFraming framing, byte[] octets, Rng rng) throws ProtocolFault {
        List<String> documents = new ArrayList<>();
        for (int at = 0; at < octets.length; ) {
            int end = Math.min(octets.length, at + rng.between(1, 12));
            framing.feed(
                    octets,
                    at,
                    end,
                    (from, offset, length) -> documents.add(new String(from, offset, length, StandardCharsets.UTF_8)));
            at = end;
        }
        return documents;
    }

    private static String document(Rng rng) {
        StringBuilder text = new StringBuilder("{");
        for (int i = rng.between(0, 4); i > 0; i--) {
            text.append('"')
                    .append(rng.oneOf("a", "{", "}]", "\\\"", "\\\\", "\\u007d", "ü", ""))
                    .append("\":")
                    .append(rng.oneOf("1", "null", "[[],{}]", "{\"}\":\"]\"}", " true "))
                    .append(i > 1 ? "," : "");
        }
        return text.append('}').toString();
    }

    @Test
    void documentsAreTheSameHoweverTheyArrive() {
        forSeeds(500, rng -> {
            List<String> sent = rng.listOf(0, 6, JsonFramingTest::document);
            byte[] octets = String.join(rng.oneOf("", "\n", " "), sent).getBytes(StandardCharsets.UTF_8);
            try {
                assertEquals(sent, documents(new JsonFraming(1024), octets, rng));
            } catch (ProtocolFault fault) {
                throw new AssertionError(fault);
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 400 Bad Request | octet 0x48 between documents
            {} x                     | octet 0x78 between documents
            ["an", "array"]          | an array where an object begins
            }                        | octet 0x7d between documents
            {}]                      | octet 0x5d between documents
            """)
    void whatIsNoDocumentIsAFault(String octets, String reason) {
        byte[] sent = octets.getBytes(StandardCharsets.UTF_8);
        ProtocolFault fault = assertThrows(
                ProtocolFault.class, () -> new JsonFraming(1024).feed(sent, 0, sent.length, (_, _, _) -> {}));
        assertTrue(String.valueOf(fault.getMessage()).contains(reason), fault.getMessage());
    }

    @Test
    void aDocumentMayBeAsLongAsAllowedAndNoLonger() throws ProtocolFault {
        String longest = "{\"a\":\"" + "x".repeat(1024 - 8) + "\"}";
        assertEquals(
                List.of(longest),
                documents(new JsonFraming(1024), longest.getBytes(StandardCharsets.UTF_8), new Rng(1)));
        byte[] longer = ("{\"a\":\"" + "x".repeat(1024 - 7) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThrows(ProtocolFault.class, () -> documents(new JsonFraming(1024), longer, new Rng(1)));
        assertThrows(ProtocolFault.class, () -> new JsonFraming(1024).feed(longer, 0, longer.length, (_, _, _) -> {}));
        byte[] endless = "{\"a\":\"".concat("x".repeat(2000)).getBytes(StandardCharsets.UTF_8);
        assertThrows(
                ProtocolFault.class, () -> new JsonFraming(1024).feed(endless, 0, endless.length, (_, _, _) -> {}));
    }

    @Test
    void nestingHasABound() {
        byte[] deep = "{\"a\":".repeat(65).getBytes(StandardCharsets.UTF_8);
        assertThrows(ProtocolFault.class, () -> new JsonFraming(1 << 20).feed(deep, 0, deep.length, (_, _, _) -> {}));
    }
}
