package io.barewire.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.tls.CertificateAuthority;
import io.barewire.kubernetes.tls.CertificateFault;
import io.barewire.kubernetes.tls.Identity;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The content of the Secret `frr-k8s-webhook-server-cert`, under the names that frr-k8s' own rotation uses, so that
/// what it left is gone on with.
///
/// @param authority `ca.crt` and `ca.key`; its chain holds the newest authority, then older ones that are still trusted
/// @param older what `ca.crt` holds when there is no key to it
/// @param serving `tls.crt` and `tls.key`
record Certificates(Optional<Identity> authority, List<X509Certificate> older, Optional<Identity> serving) {
    static final Certificates NONE = new Certificates(Optional.empty(), List.of(), Optional.empty());

    /// An authority outlives several certificates of its.
    static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    static final Duration SERVING_VALIDITY = Duration.ofDays(365);

    /// How long before its end something is made anew: no controller is away that long.
    static final Duration AHEAD = Duration.ofDays(90);

    private static final int MOST_AUTHORITIES = 4;

    Certificates {
        older = List.copyOf(older);
    }

    /// Parts that cannot be read count as missing.
    static Certificates read(ObjectNode secret) {
        JsonNode data = secret.path("data");
        Optional<Identity> authority = identity(data, "ca.crt", "ca.key");
        return new Certificates(
                authority,
                authority.isPresent() ? List.of() : parse(text(data, "ca.crt")),
                identity(data, "tls.crt", "tls.key"));
    }

    private static Optional<Identity> identity(JsonNode data, String certificates, String key) {
        try {
            return Optional.of(Identity.parse(text(data, certificates), text(data, key)));
        } catch (CertificateFault _) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode data, String name) {
        try {
            return new String(Base64.getDecoder().decode(data.path(name).asText("")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /// Certificates in PEM; none when it is something else.
    static List<X509Certificate> parse(String pem) {
        try {
            Collection<X509Certificate> parsed = new ArrayList<>();
            for (var certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
                if (certificate instanceof X509Certificate x509) {
                    parsed.add(x509);
                }
            }
            return List.copyOf(parsed);
        } catch (CertificateException _) {
            return List.of();
        }
    }

    /// Into the Secret's `data`; what else is there stays.
    void write(ObjectNode secret) {
        ObjectNode data = secret.withObject("/data");
        authority.ifPresent(identity -> {
            put(data, "ca.crt", identity.certificatesPem());
            put(data, "ca.key", identity.keyPem());
        });
        serving.ifPresent(identity -> {
            put(data, "tls.crt", identity.certificatesPem());
            put(data, "tls.key", identity.keyPem());
        });
    }

    private static void put(ObjectNode data, String name, String text) {
        data.put(name, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Whom the API server is to trust, the newest first.
    List<X509Certificate> trusted() {
        return authority.map(Identity::chain).orElse(older);
    }

    /// What should be there instead. Equal to this when nothing is to be done.
    ///
    /// A new authority is first only announced; it issues the server's certificate when the API server trusts it.
    /// So there is always an authority that both know.
    ///
    /// @param names of the server
    /// @param accepted whom the API server trusts for certain
    Certificates renewed(List<String> names, List<X509Certificate> accepted, Instant now) {
        if (authority.isEmpty() || !lasts(authority.get().certificate(), now, SERVING_VALIDITY.plus(AHEAD))) {
            return announced(now).withServing(names, now, accepted);
        }
        return withServing(names, now, accepted);
    }

    private Certificates announced(Instant now) {
        Identity fresh = CertificateAuthority.create("frr-k8s-webhook", now, AUTHORITY_VALIDITY)
                .identity();
        Set<X509Certificate> chain = new LinkedHashSet<>(fresh.chain());
        trusted().stream()
                .filter(certificate -> lasts(certificate, now, Duration.ZERO))
                .limit(MOST_AUTHORITIES - 1L)
                .forEach(chain::add);
        return new Certificates(Optional.of(new Identity(fresh.key(), List.copyOf(chain))), List.of(), serving);
    }

    private Certificates withServing(List<String> names, Instant now, List<X509Certificate> accepted) {
        Identity issuer = authority.orElseThrow();
        boolean usable = serving.filter(identity -> lasts(identity.certificate(), now, Duration.ZERO)
                        && names(identity.certificate()).containsAll(names)
                        && trusted().stream().anyMatch(one -> issued(one, identity.certificate())))
                .isPresent();
        boolean fresh = usable
                && lasts(serving.get().certificate(), now, AHEAD)
                && issued(issuer.certificate(), serving.get().certificate());
        if (fresh || (usable && !accepted.contains(issuer.certificate()))) {
            return this;
        }
        Identity newest = new Identity(issuer.key(), List.of(issuer.certificate()));
        return new Certificates(
                authority,
                older,
                Optional.of(new CertificateAuthority(newest).issue(names, List.of(), now, SERVING_VALIDITY)));
    }

    private static boolean lasts(X509Certificate certificate, Instant now, Duration howLong) {
        return now.plus(howLong).isBefore(certificate.getNotAfter().toInstant());
    }

    private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream().map(name -> String.valueOf(name.get(1))).toList();
        } catch (CertificateParsingException _) {
            return List.of();
        }
    }
}
