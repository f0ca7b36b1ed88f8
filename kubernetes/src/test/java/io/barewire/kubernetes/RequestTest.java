package io.barewire.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class RequestTest {
    @Test
    void coreAndGroupedResourcesHaveTheirPlaces() {
        assertEquals(
                "/api/v1/nodes",
                Request.toAll("list", "GET", Resource.NODES, "").target());
        assertEquals(
                "/apis/frrk8s.metallb.io/v1beta1/namespaces/frr-k8s-system/frrconfigurations",
                Request.toAll("list", "GET", Resource.FRR_CONFIGURATIONS, "frr-k8s-system")
                        .target());
    }

    @Test
    void aSubresourceIsBelowItsObjectInPathAndRole() {
        Request request = Request.toOne("patch", "PATCH", Resource.FRR_CONFIGURATIONS, "ns", "tor", "status");
        assertEquals("/apis/frrk8s.metallb.io/v1beta1/namespaces/ns/frrconfigurations/tor/status", request.path());
        assertEquals("frrconfigurations/status.frrk8s.metallb.io", request.resource());
    }

    @Test
    void queriesAreEncodedAndEmptyOnesLeftOut() {
        Request request = Request.toAll("list", "GET", Resource.SECRETS, "ns")
                .with("fieldSelector", "metadata.name=tor key")
                .with("continue", "");
        assertEquals("/api/v1/namespaces/ns/secrets?fieldSelector=metadata.name%3Dtor%20key", request.target());
    }

    @Test
    void aNamespacedObjectWithoutNamespaceIsOurMistake() {
        assertThrows(
                IllegalArgumentException.class, () -> Request.toOne("get", "GET", Resource.SECRETS, "", "tor", ""));
    }
}
