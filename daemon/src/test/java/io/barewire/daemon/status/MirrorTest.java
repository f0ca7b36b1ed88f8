package io.barewire.daemon.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class MirrorTest {
    private final Mirror mirror = new Mirror(() -> {});

    private static ObjectNode object(String name, String uid, int version) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", name).put("uid", uid).put("resourceVersion", "" + version);
        return object;
    }

    private List<String> versions() {
        return mirror.objects().stream()
                .map(object -> object.at("/metadata/name").asText()
                        + object.at("/metadata/resourceVersion").asText())
                .toList();
    }

    @Test
    void isCompleteWhenEverythingWasToldOnce() {
        assertFalse(mirror.isComplete());
        mirror.listing();
        mirror.object(object("a", "1", 5));
        assertFalse(mirror.isComplete());
        mirror.listed();
        assertTrue(mirror.isComplete());
        assertEquals(List.of("a5"), versions());
    }

    @Test
    void whatAListDoesNotHaveIsGone() {
        mirror.object(object("a", "1", 5));
        mirror.object(object("b", "2", 6));
        mirror.listing();
        mirror.object(object("b", "2", 6));
        mirror.listed();
        assertEquals(List.of("b6"), versions());
    }

    /// What we made while a list was on its way is not in it.
    @Test
    void whatWasMadeDuringAListStays() throws ApiFailure {
        mirror.listing();
        mirror.write(() -> object("a", "1", 7));
        mirror.listed();
        assertEquals(List.of("a7"), versions());
    }

    @Test
    void oldNewsDoNotUndoOurOwnWrites() throws ApiFailure {
        mirror.write(() -> object("a", "1", 7));
        mirror.object(object("a", "1", 6));
        assertEquals(List.of("a7"), versions());
        mirror.object(object("a", "1", 10));
        assertEquals(List.of("a10"), versions());
        mirror.write(() -> object("a", "2", 11));
        mirror.gone(object("a", "1", 10));
        assertEquals(List.of("a11"), versions());
        mirror.gone(object("a", "2", 12));
        assertEquals(List.of(), versions());
    }

    /// The answer to a write may be behind what the watch tells.
    @Test
    void whatIsGoneBeforeOurWriteIsAnsweredStaysGone() throws ApiFailure {
        mirror.write(() -> {
            mirror.object(object("a", "1", 7));
            mirror.gone(object("a", "1", 8));
            return object("a", "1", 7);
        });
        assertEquals(List.of(), versions());
        mirror.object(object("b", "2", 9));
        mirror.write(() -> {
            mirror.listing();
            mirror.listed();
            return object("b", "2", 10);
        });
        assertEquals(List.of(), versions());
        mirror.write(() -> object("b", "3", 11));
        assertEquals(List.of("b11"), versions());
    }
}
