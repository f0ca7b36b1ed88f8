package io.barewire.controller.managed;

import static io.barewire.controller.managed.Trees.tree;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.advertise.RouteAdvertisements;
import io.barewire.controller.advertise.RouteAdvertisementsDecoder;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.testkit.acceptance.Acceptance;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of networks: reasons and messages of OVN-Kubernetes, and of OKEP-5259 where it has others.
class TransportConditionTest {
    static final String BLUE = """
            {networkSelectionType: ClusterUserDefinedNetworks,
             clusterUserDefinedNetworkSelector: {networkSelector: {matchLabels: {network: blue}}}}""";
    static final String DEFAULT = "{networkSelectionType: DefaultNetwork}";

    private static ClusterUserDefinedNetwork network(String name, String options) {
        return Trees.some(Trees.cluster(Trees.network(name, options)).networks(), name)
                .value();
    }

    /// `NAME:NETWORK:WHAT:STATUS`, separated by commas.
    static Collection<RouteAdvertisements> advertisements(String text) {
        return Arrays.stream(text.split(", *", -1))
                .filter(each -> !each.isBlank())
                .map(each -> each.strip().split(":", -1))
                .map(part -> advertisement(part[0], part[1].equals("blue") ? BLUE : DEFAULT, part[2], part[3]))
                .map(RouteAdvertisementsDecoder::decode)
                .toList();
    }

    static ObjectNode advertisement(String name, String network, String what, String status) {
        return tree("""
                kind: RouteAdvertisements
                metadata: {name: %s, generation: 2}
                spec: {advertisements: [%s], nodeSelector: {}, frrConfigurationSelector: {}, networkSelectors: [%s]}
                status: {conditions: [{type: Accepted, status: '%s', observedGeneration: %s}]}
                """.formatted(
                        name, what, network, status.equals("old") ? "True" : status, status.equals("old") ? "1" : "2"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            none               | ''                                                     | NoOverlayRouteAdvertisementsIsMissing   | No RouteAdvertisements CR is advertising the pod networks.
            of another network | x:default:PodNetwork:True                              | NoOverlayRouteAdvertisementsIsMissing   | No RouteAdvertisements CR is advertising the pod networks.
            of EgressIPs alone | x:blue:EgressIP:True                                   | NoOverlayRouteAdvertisementsIsMissing   | No RouteAdvertisements CR is advertising the pod networks.
            not accepted       | blue:blue:PodNetwork:False                             | NoOverlayRouteAdvertisementsNotAccepted | RouteAdvertisements CR blue advertises the pod subnets, but its status is not accepted.
            not one of two     | b:blue:PodNetwork:False, a:blue:PodNetwork:False       | NoOverlayRouteAdvertisementsNotAccepted | RouteAdvertisements CR a, b advertises the pod subnets, but its status is not accepted.
            accepted before it was changed | a:blue:PodNetwork:old                      | NoOverlayRouteAdvertisementsNotAccepted | RouteAdvertisements CR a advertises the pod subnets, but its status is not accepted.
            one of two         | b:blue:PodNetwork:False, a:blue:PodNetwork:True        | NoOverlayTransportAccepted              | Transport has been configured as 'no-overlay'.
            """)
    @Acceptance(OVN_T1)
    void aNetworkWithoutOverlayNeedsAnAdvertisementThatIsAccepted(
            String what, String advertisements, String reason, String message) {
        assertEquals(
                Optional.of(new TransportCondition(reason.equals("NoOverlayTransportAccepted"), reason, message)),
                TransportCondition.of(
                        network("blue", "noOverlay: {outboundSNAT: Enabled, routing: Unmanaged}"),
                        Optional.of(advertisements(advertisements)),
                        false));
    }

    @Test
    void whereTheKindIsUnknownTheReasonSaysSo() {
        assertEquals(
                Optional.of("RouteAdvertisementsNotEnabled"),
                TransportCondition.of(
                                network("blue", "noOverlay: {outboundSNAT: Enabled, routing: Managed}"),
                                Optional.empty(),
                                false)
                        .map(TransportCondition::reason));
    }

    @ParameterizedTest
    @CsvSource({"false, Geneve, ''", "true, Geneve, GeneveTransportAccepted", "true, EVPN, ''"})
    void aNetworkWithAnOverlayHasAConditionWhereThatIsWished(boolean wished, String transport, String reason) {
        ObjectNode tree = Trees.network("blue", "");
        ((ObjectNode) tree.at("/spec/network")).put("transport", transport);
        ClusterUserDefinedNetwork network =
                Trees.some(Trees.cluster(tree).networks(), "blue").value();
        assertEquals(
                reason,
                TransportCondition.of(network, Optional.of(List.of()), wished)
                        .map(TransportCondition::reason)
                        .orElse(""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            none               | ''                                                       | MISSING      | no RouteAdvertisements
            of another network | x:blue:PodNetwork:True                                   | MISSING      | no RouteAdvertisements
            without PodNetwork | x:default:EgressIP:True                                  | MISSING      | no RouteAdvertisements
            not accepted       | b:default:PodNetwork:False, a:default:PodNetwork:Unknown | NOT_ACCEPTED | a, b
            one of two         | b:default:PodNetwork:True, a:default:PodNetwork:False    | READY        | accepted
            """)
    @Acceptance(OVN_W1)
    void theDefaultNetworkIsWatched(String what, String advertisements, String verdict, String part) {
        ManagedCluster cluster = Trees.cluster(Trees.conf(Trees.MANAGED));
        var said = DefaultNetworkVerdict.of(cluster.configuration(), advertisements(advertisements))
                .orElseThrow();
        assertEquals(verdict, said.verdict().name());
        assertEquals(true, said.message().contains(part), said::message);
    }

    @Test
    void withAnOverlayThereIsNothingToWatch() {
        ManagedCluster cluster = Trees.cluster(Trees.conf("[default]\nmtu = 1400"));
        assertEquals(Optional.empty(), DefaultNetworkVerdict.of(cluster.configuration(), List.of()));
    }

    /// Ready is news after a failure alone, and nothing is news twice.
    @Test
    @Acceptance(OVN_W2)
    void onlyChangesAreTold() {
        var ready = new DefaultNetworkVerdict.Said(DefaultNetworkVerdict.READY, "");
        var missing = new DefaultNetworkVerdict.Said(DefaultNetworkVerdict.MISSING, "");
        assertEquals(false, DefaultNetworkVerdict.isNews(Optional.empty(), ready));
        assertEquals(true, DefaultNetworkVerdict.isNews(Optional.empty(), missing));
        assertEquals(false, DefaultNetworkVerdict.isNews(Optional.of(missing), missing));
        assertEquals(true, DefaultNetworkVerdict.isNews(Optional.of(missing), ready));
        assertEquals(true, DefaultNetworkVerdict.isNews(Optional.of(ready), missing));
    }
}
