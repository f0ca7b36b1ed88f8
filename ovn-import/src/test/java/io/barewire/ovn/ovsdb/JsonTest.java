package io.barewire.ovn.ovsdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonTest {
    /// Else a server would carry out the half of a transaction.
    @Test
    void whatCannotBeWrittenToItsEndDoesNotLookWhole() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        assertThrows(
                IllegalStateException.class,
                () -> Json.write(
                        out -> {
                            out.writeStartObject();
                            out.writeArrayFieldStart("params");
                            out.writeString("half");
                            throw new IllegalStateException("no more");
                        },
                        octets));
        assertEquals("{\"params\":[\"half\"", octets.toString(StandardCharsets.UTF_8));
    }
}
