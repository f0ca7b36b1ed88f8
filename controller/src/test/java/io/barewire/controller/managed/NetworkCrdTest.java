package io.barewire.controller.managed;

import static io.barewire.controller.managed.Trees.tree;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.testkit.acceptance.Acceptance;
import io.barewire.testkit.kube.KubeTestServer;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of deploy/crds/ovn-kubernetes, judged by a real API server.
@Tag("kube")
class NetworkCrdTest {
    private static final String PRIMARY =
            "topology: Layer3, layer3: {role: Primary, subnets: [{cidr: 10.10.0.0/16, hostSubnet: 24}]}";

    private ApiServer api;

    @BeforeEach
    void connect() throws Exception {
        api = ApiServer.of(new Access.Kubeconfig(KubeTestServer.shared().kubeconfig()));
    }

    @AfterEach
    void end() throws Exception {
        api.delete(Resource.CLUSTER_USER_DEFINED_NETWORKS, "", "crd-test", Optional.empty());
        api.delete(Resource.ROUTE_ADVERTISEMENTS, "", "crd-test", Optional.empty());
        api.close();
    }

    private static ObjectNode network(String network) {
        return tree("{metadata: {name: crd-test}, spec: {namespaceSelector: {}, network: {"
                + network.replace("PRIMARY", PRIMARY) + "}}}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            managed, SNAT           | PRIMARY, transport: NoOverlay, noOverlay: {outboundSNAT: Enabled, routing: Managed}
            unmanaged, no SNAT      | PRIMARY, transport: NoOverlay, noOverlay: {outboundSNAT: Disabled, routing: Unmanaged}
            managed, no SNAT        | PRIMARY, transport: NoOverlay, noOverlay: {outboundSNAT: Disabled, routing: Managed}
            unmanaged, SNAT         | PRIMARY, transport: NoOverlay, noOverlay: {outboundSNAT: Enabled, routing: Unmanaged}
            transport unset         | PRIMARY
            as OKEP-5259 spells it  | PRIMARY, transport: NoOverlay, noOverlayOptions: {outboundSNAT: Disable, routing: Unmanaged}
            Geneve, of OKEP-5259    | PRIMARY, transport: Geneve
            dual stack              | topology: Layer3, transport: NoOverlay, noOverlay: {outboundSNAT: Enabled, routing: Managed}, layer3: {role: Primary, subnets: [{cidr: 10.10.0.0/16}, {cidr: 'fd00::/48'}]}
            """)
    @Acceptance(OVN_API_3)
    void whatOvnKubernetesTakesIsTaken(String what, String network) throws Exception {
        api.create(Resource.CLUSTER_USER_DEFINED_NETWORKS, network(network));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            on Layer2             | topology: Layer2, layer2: {role: Primary}, transport: NoOverlay, noOverlay: {outboundSNAT: Enabled, routing: Managed} | transport 'NoOverlay' is only supported for Layer3 primary networks
            on a secondary one    | topology: Layer3, layer3: {role: Secondary, subnets: [{cidr: 10.10.0.0/16}]}, transport: NoOverlay, noOverlay: {outboundSNAT: Enabled, routing: Managed} | transport 'NoOverlay' is only supported for Layer3 primary networks
            on Localnet           | topology: Localnet, localnet: {role: Secondary}, transport: NoOverlay, noOverlay: {outboundSNAT: Enabled, routing: Managed} | transport 'NoOverlay' is only supported for Layer3 primary networks
            without options       | PRIMARY, transport: NoOverlay | spec.noOverlay is required when type transport is 'NoOverlay'
            options without it    | PRIMARY, noOverlay: {outboundSNAT: Enabled, routing: Managed} | spec.noOverlay is forbidden when transport type is not 'NoOverlay'
            both spellings        | PRIMARY, transport: NoOverlay, noOverlay: {outboundSNAT: Enabled, routing: Managed}, noOverlayOptions: {outboundSNAT: Enable, routing: Managed} | only one of them can be given
            no SNAT option        | PRIMARY, transport: NoOverlay, noOverlay: {routing: Managed} | outboundSNAT
            another topology      | topology: Layer2, layer3: {role: Primary, subnets: [{cidr: 10.10.0.0/16}]} | is required when topology is
            """)
    @Acceptance({OVN_API_1, OVN_API_2})
    void whatOvnKubernetesRefusesIsRefused(String what, String network, String message) {
        ApiFailure refused = assertThrows(
                ApiFailure.class, () -> api.create(Resource.CLUSTER_USER_DEFINED_NETWORKS, network(network)));
        assertEquals(422, refused.status());
        assertTrue(refused.toString().contains(message), refused::toString);
    }

    @Test
    void theTransportOfANetworkDoesNotChange() throws Exception {
        ObjectNode network = api.create(
                Resource.CLUSTER_USER_DEFINED_NETWORKS,
                network("PRIMARY, transport: NoOverlay, noOverlay: {outboundSNAT: Enabled, routing: Managed}"));
        ((ObjectNode) network.at("/spec/network/noOverlay")).put("routing", "Unmanaged");
        ApiFailure refused =
                assertThrows(ApiFailure.class, () -> api.replace(Resource.CLUSTER_USER_DEFINED_NETWORKS, network));
        assertTrue(refused.toString().contains("immutable"), refused::toString);
    }

    private static ObjectNode advertisements(String advertisements, String nodes, String networks) {
        return tree("{metadata: {name: crd-test}, spec: {advertisements: [" + advertisements + "], nodeSelector: {"
                + nodes + "}, frrConfigurationSelector: {}, networkSelectors: [" + networks + "]}}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            the default network | PodNetwork             | ''                      | {networkSelectionType: DefaultNetwork} | -
            some nodes' EgressIPs | EgressIP             | matchLabels: {rack: a}  | {networkSelectionType: DefaultNetwork} | -
            networks by label   | PodNetwork             | ''                      | {networkSelectionType: ClusterUserDefinedNetworks, clusterUserDefinedNetworkSelector: {networkSelector: {}}} | -
            in the singular     | PodNetwork             | ''                      | {networkSelectionType: ClusterUserDefinedNetwork, clusterUserDefinedNetworkSelector: {networkSelector: {}}} | -
            some nodes' pods    | PodNetwork             | matchLabels: {rack: a}  | {networkSelectionType: DefaultNetwork} | nodeSelector must be empty
            twice               | PodNetwork, PodNetwork | ''                      | {networkSelectionType: DefaultNetwork} | each may be named once
            unknown type        | PodNetwork             | ''                      | {networkSelectionType: All} | networkSelectionType must be
            selector missing    | PodNetwork             | ''                      | {networkSelectionType: ClusterUserDefinedNetworks} | clusterUserDefinedNetworkSelector is needed
            selector unneeded   | PodNetwork             | ''                      | {networkSelectionType: DefaultNetwork, clusterUserDefinedNetworkSelector: {networkSelector: {}}} | clusterUserDefinedNetworkSelector is for
            nothing advertised  | ''                     | ''                      | {networkSelectionType: DefaultNetwork} | advertisements
            """)
    void routeAdvertisementsAreJudged(String what, String told, String nodes, String networks, String message)
            throws Exception {
        ObjectNode object = advertisements(told, nodes, networks);
        if (message == null) {
            api.create(Resource.ROUTE_ADVERTISEMENTS, object);
            return;
        }
        ApiFailure refused = assertThrows(ApiFailure.class, () -> api.create(Resource.ROUTE_ADVERTISEMENTS, object));
        assertTrue(refused.toString().contains(message), refused::toString);
    }
}
