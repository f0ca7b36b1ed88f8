package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.tls.Identity;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final List<String> NAMES = List.of("frr-k8s-webhook-service.frr-k8s-system.svc");

    private static Certificates fresh() {
        return Certificates.NONE.renewed(NAMES, List.of(), START);
    }

    private static X509Certificate serving(Certificates certificates) {
        return certificates.serving().map(Identity::certificate).orElseThrow();
    }

    @Test
    void whereThereIsNothingBothAreMade() throws Exception {
        Certificates made = fresh();
        assertEquals(1, made.trusted().size());
        serving(made).verify(made.trusted().getFirst().getPublicKey());
        assertEquals(made, made.renewed(NAMES, List.of(), START.plus(Duration.ofDays(200))));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Certificates made = fresh();
        ObjectNode secret = new JsonMapper().createObjectNode();
        secret.putObject("data").put("other", "eA==");
        made.write(secret);
        assertEquals(made, Certificates.read(secret));
        assertEquals("eA==", secret.at("/data/other").asText());
    }

    @Test
    void whatCannotBeReadIsMadeAnew() {
        ObjectNode secret = new JsonMapper().createObjectNode();
        secret.putObject("data").put("tls.crt", "!").put("tls.key", "eA==").put("ca.crt", "eA==");
        assertEquals(Certificates.NONE, Certificates.read(secret));
    }

    /// Whoever put the Secret there may have kept the authority's key to himself.
    @Test
    void anAuthorityWithoutItsKeyStaysTrustedUntilTheNextOneIsKnown() {
        Certificates made = fresh();
        ObjectNode secret = new JsonMapper().createObjectNode();
        made.write(secret);
        ((ObjectNode) secret.get("data")).remove("ca.key");
        Certificates next = Certificates.read(secret).renewed(NAMES, made.trusted(), START);
        assertEquals(2, next.trusted().size());
        assertEquals(made.serving(), next.serving());
        assertNotEquals(
                made.serving(), next.renewed(NAMES, next.trusted(), START).serving());
    }

    @Test
    void aCertificateForAnotherNameIsReplacedAtOnce() {
        Certificates made = fresh();
        Certificates other = made.renewed(List.of("other.svc"), List.of(), START);
        assertEquals(made.authority(), other.authority());
        assertNotEquals(made.serving(), other.serving());
    }

    /// Thirty years of a controller that looks once a week and an API server that hears of changes a week late: the
    /// certificate shown is always valid, and by an authority that the API server knows.
    @Test
    void thereIsNoMomentInWhichNeitherIsTrusted() {
        Certificates held = fresh();
        List<X509Certificate> known = held.trusted();
        int authorities = 1;
        for (int week = 0; week < 30 * 52; week++) {
            Instant now = START.plus(Duration.ofDays(7L * week));
            assertTrusted(known, serving(held), now, week);
            Certificates next = held.renewed(NAMES, known, now);
            assertTrusted(known, serving(next), now, week);
            authorities += next.authority().equals(held.authority()) ? 0 : 1;
            known = held.trusted();
            held = next;
        }
        assertTrue(authorities >= 3, authorities + " authorities in thirty years");
        assertTrue(held.trusted().size() <= 2, "those that have ended are forgotten");
    }

    private static void assertTrusted(List<X509Certificate> known, X509Certificate shown, Instant now, int week) {
        assertDoesNotThrow(() -> shown.checkValidity(java.util.Date.from(now)), "week " + week);
        Optional<X509Certificate> issuer = known.stream()
                .filter(authority -> now.isBefore(authority.getNotAfter().toInstant()))
                .filter(authority -> verifies(authority, shown))
                .findFirst();
        assertFalse(issuer.isEmpty(), "week " + week);
    }

    private static boolean verifies(X509Certificate authority, X509Certificate shown) {
        try {
            shown.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
