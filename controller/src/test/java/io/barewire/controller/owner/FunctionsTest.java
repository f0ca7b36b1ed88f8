package io.barewire.controller.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.owner.Stance.Hand;
import io.barewire.mesh.objects.ObjectKey;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                          | AUTO   | AUTO
            route-advertisements=report                 | REPORT | AUTO
            all=off,managed-routing=on                  | OFF    | ON
            managed-routing=on , all=report             | REPORT | ON
            """)
    void eachFunctionIsSwitchedByItself(String text, Mode advertisements, Mode managed) {
        Functions functions = Functions.parse(text);
        assertEquals(advertisements, functions.mode(ClusterFunction.ROUTE_ADVERTISEMENTS));
        assertEquals(managed, functions.mode(ClusterFunction.MANAGED_ROUTING));
    }

    @ParameterizedTest
    @CsvSource({"routes=on", "route-advertisements", "route-advertisements=maybe", "=on"})
    void whatIsNoSwitchIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Functions.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, false, true, NOBODYS, false, ACT",
        "AUTO, false, true, THEIRS, false, ACT", // the cluster manager is gone
        "AUTO, false, false, THEIRS, false, WATCH", // and nobody knows what it made them of
        "AUTO, false, false, OURS, false, ACT",
        "AUTO, true, true, THEIRS, false, WATCH",
        "AUTO, true, true, OURS, false, ACT",
        "AUTO, true, true, NOBODYS, false, WATCH", // it may be about to
        "AUTO, true, true, NOBODYS, true, ACT", // its configuration does not have it do this
        "ON, true, false, THEIRS, false, ACT",
        "REPORT, false, true, OURS, false, WATCH",
        "OFF, false, true, OURS, false, OFF"
    })
    void whatOvnKubernetesDoesIsLeftToIt(
            Mode mode, boolean alive, boolean configured, Hand hand, boolean leftAlone, Stance stance) {
        assertEquals(stance, Stance.of(mode, alive, configured, hand, leftAlone));
    }

    @Test
    void aLeaseIsHeldWhileItIsRenewedByOurClock() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        ManagerLease lease = new ManagerLease(now::get);
        ObjectKey key = new ObjectKey("ovn-kubernetes", "ovn-kubernetes-master");
        assertFalse(lease.held());
        lease.put(key, lease("a", "2026-01-01T00:00:00Z"));
        assertTrue(lease.held());
        now.set(Instant.EPOCH.plusSeconds(29));
        lease.put(key, lease("a", "2026-01-01T00:00:00Z")); // told again, not renewed
        now.set(Instant.EPOCH.plusSeconds(31));
        assertFalse(lease.held());
        lease.put(key, lease("a", "2026-01-01T00:00:31Z"));
        assertTrue(lease.held());
        lease.put(key, lease("", "2026-01-01T00:00:32Z")); // given back
        assertFalse(lease.held());
    }

    private static ObjectNode lease(String holder, String renewed) throws Exception {
        return (ObjectNode) JSON.readTree("""
                {"spec": {"holderIdentity": "%s", "renewTime": "%s", "leaseDurationSeconds": 30}}
                """.formatted(holder, renewed));
    }

    @Test
    void managedFieldsTellWhoseHandWasOnAnObject() throws Exception {
        ObjectNode object = (ObjectNode) JSON.readTree("""
                {"metadata": {"managedFields": [
                  {"manager": "kubectl", "operation": "Update"},
                  {"manager": "barewire", "operation": "Apply", "subresource": "status"}]}}
                """);
        assertEquals(Hand.OURS, ManagedFields.hand(object, "status", "barewire", Set.of("theirs")));
        assertEquals(Hand.NOBODYS, ManagedFields.hand(object, "", "barewire", Set.of("theirs")));
        assertEquals(Hand.THEIRS, ManagedFields.hand(object, "status", "x", Set.of("barewire")));
    }
}
