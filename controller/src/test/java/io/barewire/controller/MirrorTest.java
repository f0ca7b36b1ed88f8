package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MirrorTest {
    private final Set<String> held = new TreeSet<>();
    private final AtomicInteger changes = new AtomicInteger();
    private final Mirror mirror = new Mirror(
            "things",
            new Mirror.Target() {
                @Override
                public void put(ObjectKey key, ObjectNode object) {
                    held.add(key.name());
                }

                @Override
                public void remove(ObjectKey key) {
                    held.remove(key.name());
                }
            },
            changes::incrementAndGet);

    private static ObjectNode named(String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.putObject("metadata").put("name", name);
        return object;
    }

    @Test
    void theDefectOfOneIsNothingToTheOthers() {
        Set<String> others = new TreeSet<>();
        Mirror.Listener one = mirror.tell(
                new Mirror.Target() {
                    @Override
                    public void put(ObjectKey key, ObjectNode object) {
                        if (!object.has("good")) {
                            throw new IllegalStateException("a defect of this test");
                        }
                        others.add(key.name());
                    }

                    @Override
                    public void remove(ObjectKey key) {
                        others.remove(key.name());
                    }
                },
                () -> {
                    throw new IllegalStateException("another");
                });
        Mirror.Listener other = mirror.tell(
                new Mirror.Target() {
                    @Override
                    public void put(ObjectKey key, ObjectNode object) {}

                    @Override
                    public void remove(ObjectKey key) {}
                },
                changes::incrementAndGet);
        mirror.listing();
        mirror.object(named("a"));
        mirror.object(named("b").put("good", true));
        mirror.listed();
        assertEquals(Set.of("a", "b"), held);
        assertEquals(Set.of("b"), others);
        assertEquals(2, changes.get());
        assertTrue(other.complete());
        assertFalse(one.complete());
        mirror.gone(named("a"));
        assertTrue(one.complete());
    }

    /// It did not take one before it knew another.
    @Test
    void whatOneDidNotTakeHeIsToldAgain() {
        Set<String> taken = new TreeSet<>();
        Mirror.Listener picky = mirror.tell(
                new Mirror.Target() {
                    @Override
                    public void put(ObjectKey key, ObjectNode object) {
                        if (key.name().equals("a") && !taken.contains("b")) {
                            throw new IllegalStateException("a defect of this test");
                        }
                        taken.add(key.name());
                    }

                    @Override
                    public void remove(ObjectKey key) {
                        taken.remove(key.name());
                    }
                },
                changes::incrementAndGet);
        mirror.listing();
        mirror.object(named("a"));
        mirror.listed();
        assertFalse(picky.complete());
        mirror.object(named("c"));
        assertFalse(picky.complete());
        mirror.object(named("b"));
        assertEquals(Set.of("a", "b", "c"), taken);
        assertTrue(picky.complete());
    }

    @Test
    void whatAListDoesNotHoldIsGone() {
        mirror.listing();
        mirror.object(named("a"));
        mirror.object(named("b"));
        assertFalse(mirror.complete());
        assertEquals(0, changes.get());
        mirror.listed();
        assertTrue(mirror.complete());
        assertEquals(1, changes.get());
        mirror.object(named("c"));
        mirror.gone(named("a"));
        assertEquals(Set.of("b", "c"), held);
        assertEquals(3, changes.get());
        mirror.listing();
        mirror.object(named("c"));
        mirror.listing(); // the first one broke off
        mirror.object(named("b"));
        mirror.listed();
        assertEquals(Set.of("b"), held);
    }
}
