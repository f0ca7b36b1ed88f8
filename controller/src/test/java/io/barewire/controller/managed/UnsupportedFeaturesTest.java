package io.barewire.controller.managed;

import static io.barewire.controller.managed.Trees.conf;
import static io.barewire.controller.managed.Trees.network;
import static io.barewire.controller.managed.Trees.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsupportedFeaturesTest {
    private static ObjectNode namespace(String name, String labels, String annotations) {
        return tree(
                "{kind: Namespace, metadata: {name: %s, labels: {kubernetes.io/metadata.name: %s, %s}, annotations: {%s}}}"
                        .formatted(name, name, labels, annotations));
    }

    /// Namespace `plain` has the default network, `blue-1` network blue, `other` one with an overlay.
    private static ManagedCluster cluster(boolean defaultNetwork) {
        String own = "k8s.ovn.org/primary-user-defined-network: ''";
        return Trees.cluster(
                conf(defaultNetwork ? Trees.MANAGED : "[default]\nmtu = 1400"),
                network("blue", "noOverlay: {outboundSNAT: Enabled, routing: Managed}"),
                namespace("plain", "team: a", ""),
                namespace("blue-1", "network: blue, team: a, " + own, ""),
                namespace("other", "network: red, team: b, " + own, ""));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            true  | {kind: EgressIP, metadata: {name: e}, spec: {namespaceSelector: {matchLabels: {team: a}}}} | NoOverlayEgressIPUnsupported network blue, the default network
            false | {kind: EgressIP, metadata: {name: e}, spec: {namespaceSelector: {matchLabels: {team: a}}}} | NoOverlayEgressIPUnsupported network blue
            true  | {kind: EgressIP, metadata: {name: e}, spec: {namespaceSelector: {matchLabels: {team: b}}}} | ''
            true  | {kind: EgressService, metadata: {name: e, namespace: blue-1}}                              | NoOverlayEgressServiceUnsupported network blue
            false | {kind: EgressService, metadata: {name: e, namespace: plain}}                               | ''
            true  | {kind: DaemonSet, metadata: {name: ovn-ipsec, namespace: ovn-kubernetes}}                  | NoOverlayIPsecUnsupported network blue, the default network
            true  | {kind: Namespace, metadata: {name: m, annotations: {k8s.ovn.org/multicast-enabled: 'true'}}} | NoOverlayMulticastUnsupported the default network
            false | {kind: Namespace, metadata: {name: m, annotations: {k8s.ovn.org/multicast-enabled: 'true'}}} | ''
            """)
    void whatHasNoEffectIsWarnedOf(boolean defaultNetwork, String object, String wanted) {
        ManagedCluster cluster = cluster(defaultNetwork);
        Trees.put(cluster, tree(object));
        List<String> warnings = UnsupportedFeatures.of(cluster).stream()
                .map(warning -> warning.reason() + " "
                        + warning.message().replaceFirst(".*, as in ", "").replaceFirst(":.*", ""))
                .toList();
        assertEquals(wanted.isEmpty() ? List.of() : List.of(wanted), warnings);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatHasItsEffectIsNot(boolean defaultNetwork) {
        assertEquals(List.of(), UnsupportedFeatures.of(cluster(defaultNetwork)));
    }
}
