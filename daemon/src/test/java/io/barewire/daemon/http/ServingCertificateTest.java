package io.barewire.daemon.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.kubernetes.tls.CertificateAuthority;
import io.barewire.kubernetes.tls.CertificateFault;
import io.barewire.kubernetes.tls.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServingCertificateTest {
    private final Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final CertificateAuthority authority = CertificateAuthority.create("test", now, Duration.ofDays(9));

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    @TempDir
    Path folder;

    private Identity issue() {
        return authority.issue(List.of("worker-1"), List.of(), now, Duration.ofDays(1));
    }

    private void mount(String certificate, String key) throws IOException {
        Files.writeString(folder.resolve("tls.crt"), certificate);
        Files.writeString(folder.resolve("tls.key"), key);
    }

    @Test
    void whatIsMountedIsServedAndFollowed() throws Exception {
        Identity first = issue();
        mount(first.certificatesPem(), first.keyPem());
        try (ServingCertificate served = ServingCertificate.mounted(folder, Duration.ofMillis(5))) {
            assertEquals(first.chain(), served.identity().chain());
            Identity second = issue();
            mount("garbage", second.keyPem());
            mount(second.certificatesPem(), second.keyPem());
            await().until(() -> served.identity().chain().equals(second.chain()));
        }
    }

    @Test
    void withoutAFirstOneThereIsNoStart() {
        assertTrue(String.valueOf(assertThrows(CertificateFault.class, () -> ServingCertificate.mounted(folder))
                        .getMessage())
                .startsWith("tls.crt and tls.key cannot be read in " + folder));
    }

    @Test
    void aSelfMadeOneHasTheHostsName() {
        try (ServingCertificate served = ServingCertificate.selfMade(List.of("worker-1"), () -> now)) {
            assertEquals(
                    "CN=worker-1",
                    served.identity().certificate().getSubjectX500Principal().getName());
            assertEquals(now.plus(Duration.ofDays(365)), served.identity().notAfter());
        }
    }
}
