package io.barewire.ovn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FreshUuidsTest {
    @Test
    void theyAreRandomOnesAndDoNotRepeat() {
        Set<UUID> seen = new HashSet<>();
        for (int maker = 0; maker < 10; maker++) {
            FreshUuids uuids = new FreshUuids();
            for (int i = 0; i < 1_000; i++) {
                UUID uuid = uuids.get();
                assertEquals(4, uuid.version());
                assertEquals(2, uuid.variant());
                seen.add(uuid);
            }
        }
        assertEquals(10_000, seen.size());
    }
}
