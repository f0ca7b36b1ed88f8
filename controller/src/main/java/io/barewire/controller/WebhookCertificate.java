package io.barewire.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Replacement;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.tls.Identity;
import io.barewire.kubernetes.tls.ServerKeys;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows the certificate that a Secret holds, on every replica. The leader renews it there, and tells the API server
/// whom to trust in the `caBundle` of the ValidatingWebhookConfiguration.
final class WebhookCertificate {
    static final Resource WEBHOOK_CONFIGURATIONS = new Resource(
            "admissionregistration.k8s.io",
            "v1",
            "validatingwebhookconfigurations",
            "ValidatingWebhookConfiguration",
            false);

    static final String SECRET = "frr-k8s-webhook-server-cert";
    static final String CONFIGURATION = "frr-k8s-validating-webhook-configuration";

    /// Every API server has heard of a changed caBundle by then.
    static final Duration SETTLING = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(WebhookCertificate.class);

    private final ApiServer api;
    private final String namespace;
    private final List<String> names;
    private final ServerKeys keys;
    private final InstantSource clock;
    private final Mirror secrets;
    private final Mirror configurations;

    private final OneObject secret = new OneObject(this::show);
    private final OneObject configuration = new OneObject(_ -> {});
    private volatile boolean shown;

    // Of the thread that tends.
    private List<X509Certificate> told = List.of();
    private Instant settledAt = Instant.MAX;

    /// @param names by which the API server asks for the server
    /// @param changed called when there may be something to tend; must return at once
    WebhookCertificate(
            ApiServer api,
            String namespace,
            List<String> names,
            ServerKeys keys,
            InstantSource clock,
            Runnable changed) {
        this.api = api;
        this.namespace = namespace;
        this.names = List.copyOf(names);
        this.keys = keys;
        this.clock = clock;
        this.secrets = new Mirror("the Secret " + SECRET, secret, changed);
        this.configurations = new Mirror("the ValidatingWebhookConfiguration " + CONFIGURATION, configuration, changed);
    }

    Mirror secrets() {
        return secrets;
    }

    Mirror configurations() {
        return configurations;
    }

    /// Whether a certificate is shown that an API server may trust.
    boolean shown() {
        return shown;
    }

    /// A Secret that is gone or broken does not take the certificate away.
    private void show(Optional<ObjectNode> found) {
        found.flatMap(object -> Certificates.read(object).serving()).ifPresent(serving -> {
            if (!serving.certificate().equals(keys.identity().certificate())) {
                keys.replace(serving);
                LOG.info("the certificate shown is good until {}", serving.notAfter());
            }
            shown = true;
        });
    }

    /// Does what is to be done; for the leader. Another one that does the same at the same time is refused or does what
    /// this one would have done.
    void tend() throws ApiFailure {
        if (!secrets.complete() || !configurations.complete()) {
            return;
        }
        Instant now = clock.instant();
        OneObject.Seen seen = secret.seen();
        Certificates held = seen.object().map(Certificates::read).orElse(Certificates.NONE);
        boolean settled = told.equals(held.trusted()) && !now.isBefore(settledAt);
        Certificates wanted = held.renewed(names, settled ? told : List.of(), now);
        if (!wanted.equals(held)) {
            if (!keep(wanted, seen)) {
                return; // the follower tells what is there instead
            }
            LOG.info(
                    "Secret {}: {}",
                    SECRET,
                    wanted.authority().equals(held.authority()) ? "a new certificate" : "a new certificate authority");
        }
        tell(wanted.trusted(), now);
    }

    private boolean keep(Certificates wanted, OneObject.Seen seen) throws ApiFailure {
        ObjectNode object = seen.object().map(ObjectNode::deepCopy).orElseGet(() -> {
            ObjectNode fresh = JsonNodeFactory.instance.objectNode();
            fresh.putObject("metadata").put("name", SECRET).put("namespace", namespace);
            return fresh;
        });
        wanted.write(object);
        if (seen.object().isEmpty()) {
            secret.written(seen, api.create(Resource.SECRETS, object));
            return true;
        }
        return switch (api.replace(Resource.SECRETS, object)) {
            case Replacement.Done(ObjectNode kept) -> {
                secret.written(seen, kept);
                yield true;
            }
            case Replacement.Conflict.CONFLICT -> false;
        };
    }

    private void tell(List<X509Certificate> trusted, Instant now) throws ApiFailure {
        OneObject.Seen seen = configuration.seen();
        if (seen.object().isEmpty()) {
            told = List.of();
            return;
        }
        ObjectNode object = seen.object().get().deepCopy();
        boolean changed = false;
        for (JsonNode webhook : object.path("webhooks")) {
            if (!trusted.equals(bundle(webhook)) && webhook instanceof ObjectNode map) {
                map.withObject("/clientConfig").put("caBundle", pem(trusted));
                changed = true;
            }
        }
        if (changed) {
            if (!(api.replace(WEBHOOK_CONFIGURATIONS, object) instanceof Replacement.Done(ObjectNode kept))) {
                return;
            }
            configuration.written(seen, kept);
            LOG.info("{} trusts the certificate authority", CONFIGURATION);
        }
        if (!told.equals(trusted)) {
            told = trusted;
            settledAt = now.plus(SETTLING);
        }
    }

    private static List<X509Certificate> bundle(JsonNode webhook) {
        try {
            return Certificates.parse(new String(
                    Base64.getDecoder()
                            .decode(webhook.path("clientConfig")
                                    .path("caBundle")
                                    .asText("")),
                    StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static String pem(List<X509Certificate> certificates) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(lines.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException impossible) {
                throw new IllegalStateException("a certificate that was read cannot be written", impossible);
            }
        }
        return Base64.getEncoder().encodeToString(pem.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// To begin with, so that probes are answered before there is a Secret.
    static Identity provisional(List<String> names, Instant now) {
        return Certificates.NONE.renewed(names, List.of(), now).serving().orElseThrow();
    }
}
