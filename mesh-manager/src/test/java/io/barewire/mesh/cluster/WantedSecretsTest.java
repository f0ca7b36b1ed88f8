package io.barewire.mesh.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WantedSecretsTest {
    private final WantedSecrets secrets =
            new WantedSecrets(new ClusterSourceConfig("n", "frr", Optional.empty(), "keys"));

    /// A mesh without keys may be meant; one that may not look for them hardly is.
    @Test
    void whatMayNotBeReadIsNotCalledAbsent() {
        Problem absent = secrets.problem(List.of(), false).orElseThrow();
        assertEquals(Severity.INFO, absent.severity());
        Problem forbidden = secrets.problem(List.of(), true).orElseThrow();
        assertEquals(Severity.WARNING, forbidden.severity());
        assertTrue(forbidden.toString().contains("Secret frr/keys: may not be read"), forbidden.toString());
    }
}
