package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.kubernetes.tls.ServerKeys;
import io.barewire.mesh.objects.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What others do to the certificate's objects before whoever wrote them has an answer.
class WebhookCertificateTest {
    private static final String NAMESPACE = "frr";
    private static final List<String> NAMES = List.of("webhook.frr.svc");
    private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");

    private final MemoryServer server = new MemoryServer();
    private final WebhookCertificate certificate = new WebhookCertificate(
            server, NAMESPACE, NAMES, new ServerKeys(WebhookCertificate.provisional(NAMES, NOW)), () -> NOW, () -> {});

    private void follow() {
        server.follow(
                Selection.in(Resource.SECRETS, NAMESPACE).named(WebhookCertificate.SECRET), certificate.secrets());
        server.follow(
                Selection.all(WebhookCertificate.WEBHOOK_CONFIGURATIONS).named(WebhookCertificate.CONFIGURATION),
                certificate.configurations());
    }

    private interface Deed {
        void on(ObjectNode object) throws ApiFailure;
    }

    /// Somebody who does this to the first one that he is told of.
    private void onceToldOf(Resource resource, Predicate<ObjectNode> which, Deed deed) {
        AtomicBoolean done = new AtomicBoolean();
        Mirror.Target somebody = new Mirror.Target() {
            @Override
            public void put(ObjectKey key, ObjectNode object) {
                if (which.test(object) && !done.getAndSet(true)) {
                    assertDoesNotThrow(() -> deed.on(object));
                }
            }

            @Override
            public void remove(ObjectKey key) {}
        };
        server.follow(Selection.all(resource), new Mirror(resource.plural(), somebody, () -> {}));
    }

    @Test
    void aSecretThatIsDeletedAsSoonAsItIsMadeIsMadeAgain() throws ApiFailure {
        follow();
        onceToldOf(
                Resource.SECRETS,
                _ -> true,
                _ -> server.delete(Resource.SECRETS, NAMESPACE, WebhookCertificate.SECRET, Optional.empty()));
        certificate.tend();
        certificate.tend();
        assertTrue(server.get(Resource.SECRETS, NAMESPACE, WebhookCertificate.SECRET)
                .isPresent());
    }

    /// By whoever owns the rest of the object and knows of none.
    @Test
    void aBundleThatIsTakenAwayAsSoonAsItIsThereIsPutBack() throws ApiFailure {
        ObjectNode without = JsonNodeFactory.instance.objectNode();
        without.putObject("metadata").put("name", WebhookCertificate.CONFIGURATION);
        without.putArray("webhooks").addObject().putObject("clientConfig");
        server.create(WebhookCertificate.WEBHOOK_CONFIGURATIONS, without);
        follow();
        onceToldOf(WebhookCertificate.WEBHOOK_CONFIGURATIONS, WebhookCertificateTest::hasBundle, object -> {
            object.set("webhooks", without.get("webhooks"));
            server.replace(WebhookCertificate.WEBHOOK_CONFIGURATIONS, object);
        });
        certificate.tend();
        certificate.tend();
        assertTrue(hasBundle(server.get(WebhookCertificate.WEBHOOK_CONFIGURATIONS, "", WebhookCertificate.CONFIGURATION)
                .orElseThrow()));
    }

    private static boolean hasBundle(ObjectNode configuration) {
        return configuration.at("/webhooks/0/clientConfig").has("caBundle");
    }
}
