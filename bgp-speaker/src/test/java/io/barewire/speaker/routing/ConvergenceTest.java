package io.barewire.speaker.routing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.PeerId;
import io.barewire.wire.AddressFamily;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConvergenceTest {
    private static final PeerId A = new PeerId("192.0.2.1");
    private static final PeerId B = new PeerId("192.0.2.2");

    private final Convergence convergence = new Convergence();

    @Test
    void nobodyToWaitForIsComplete() {
        assertTrue(convergence.isComplete());
    }

    @Test
    void everyPeerMustEndEveryFamilyOfItsSession() {
        convergence.configure(List.of(), List.of(A, B));
        convergence.up(A, Set.of(AddressFamily.IPV4));
        convergence.endOfRib(A, AddressFamily.IPV4);
        assertFalse(convergence.isComplete());
        convergence.up(B, Set.of(AddressFamily.IPV4, AddressFamily.IPV6));
        convergence.endOfRib(B, AddressFamily.IPV4);
        assertFalse(convergence.isComplete());
        convergence.endOfRib(B, AddressFamily.IPV6);
        assertTrue(convergence.isComplete());
    }

    @Test
    void whoIsNoLongerConfiguredIsNotWaitedFor() {
        convergence.configure(List.of(), List.of(A, B));
        convergence.up(A, Set.of(AddressFamily.IPV4));
        convergence.endOfRib(A, AddressFamily.IPV4);
        convergence.configure(List.of(A, B), List.of(A));
        assertTrue(convergence.isComplete());
    }
}
