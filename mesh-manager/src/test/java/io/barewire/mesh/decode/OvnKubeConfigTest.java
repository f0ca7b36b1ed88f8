package io.barewire.mesh.decode;

import static io.barewire.mesh.manifests.Manifests.MANAGED;
import static io.barewire.mesh.manifests.Manifests.yaml;
import static io.barewire.mesh.manifests.Manifests.yamlAndConf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.objects.OvnKubeConfig;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OvnKubeConfigTest {
    private static OvnKubeConfig good(String conf) {
        ClusterSnapshot snapshot = yamlAndConf("", conf);
        return snapshot.ovnKubeConfig()
                .orElseThrow(() -> new AssertionError(snapshot.problems().toString()));
    }

    @Test
    void everythingHasItsDefault() {
        OvnKubeConfig config = good("[gateway]\nmode = shared\n");
        assertEquals(OvnKubeConfig.Transport.OVERLAY, config.transport());
        assertEquals("[10.128.0.0/14/23]", config.clusterSubnets().toString());
        assertEquals(64512, config.asNumber());
        assertEquals("[172.16.1.0/24]", config.serviceSubnets().toString());
        assertFalse(config.managedMesh());
    }

    @Test
    void aServiceSubnetThatIsNoneIsLeftOut() {
        String conf = "[kubernetes]\nservice-cidrs = 172.30.0.0/16, fd02::/112 ,services\n";
        assertEquals("[172.30.0.0/16, fd02::/112]", good(conf).serviceSubnets().toString());
        Problem problem = yamlAndConf("", conf).problems().getFirst();
        assertEquals("[kubernetes] service-cidrs", problem.path());
        assertFalse(problem.isError());
    }

    @Test
    void theManagedModeIsRead() {
        OvnKubeConfig config = good(MANAGED + "frr-namespace = frr-k8s-system\n");
        assertTrue(config.managedMesh());
        assertTrue(config.outboundSnat());
        assertEquals(64514, config.asNumber());
        assertEquals("frr-k8s-system", config.frrNamespace());
    }

    @Test
    void theProposalsExampleIsUnderstood() {
        OvnKubeConfig config = good("""
                [default]
                transport = no-overlay

                [no-overlay]
                outbound-snat = enable
                routing = managed

                [bgp.managed]
                as-number = 64514
                topology = full-mesh
                """);
        assertTrue(config.managedMesh());
        assertEquals(64514, config.asNumber());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                         | ovn-kubernetes/default
            cluster-default-nad =      | ovn-kubernetes/default
            cluster-default-nad = a/b  | a/b
            cluster-default-nad = b    | ovn-kubernetes/default
            cluster-default-nad = a/   | ovn-kubernetes/default""")
    void theDefaultNetworkHasItsAttachmentSomewhere(String line, String attachment) {
        assertEquals(attachment, good("[default]\n" + line).attachment().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.244.0.0/16                      | [10.244.0.0/16/24]
            10.244.0.0/16/23                   | [10.244.0.0/16/23]
            fd00::/48                          | [fd00::/48/64]
            10.244.0.0/16/24,fd00::/48/64      | [10.244.0.0/16/24, fd00::/48/64]
            10.1.0.0/16/24, 10.2.0.0/16        | [10.1.0.0/16/24, 10.2.0.0/16/24]""")
    void clusterSubnetsHaveDefaultLengths(String text, String subnets) {
        assertEquals(
                subnets,
                good("[default]\ncluster-subnets = " + text).clusterSubnets().toString());
    }

    @Test
    void commentsQuotesCaseAndBlanksAreOfNoMatter() {
        OvnKubeConfig config = good("""
                ; a comment
                # another
                  [Default]
                Transport="no-overlay"   ; why not
                enable-something
                [no-overlay]
                routing=unmanaged
                outbound-snat  =  disabled # no SNAT
                """);
        assertEquals(OvnKubeConfig.Transport.NO_OVERLAY, config.transport());
        assertFalse(config.outboundSnat());
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            no-overlay$               | vxlan               | ovnkube.conf:2: error: [default] transport: "vxlan" is not a transport
            outbound-snat = enabled   | ''                  | ovnkube.conf: error: [no-overlay] outbound-snat: missing; enabled or disabled is needed
            outbound-snat = enabled   | outbound-snat = on  | [no-overlay] outbound-snat: "on" is not known; enabled or disabled
            routing = managed         | ''                  | [no-overlay] routing: missing; managed or unmanaged is needed
            routing = managed         | routing = auto      | [no-overlay] routing: "auto" is not known
            topology = full-mesh      | ''                  | [bgp-managed] topology: missing; full-mesh or route-reflector is needed
            topology = full-mesh      | topology = star     | [bgp-managed] topology: "star" is not known; full-mesh or route-reflector
            64514                     | 0                   | AS number 0 is reserved
            64514                     | 23456               | AS number 23456 is reserved
            64514                     | 65535               | AS number 65535 is reserved
            64514                     | 4294967295          | AS number 4294967295 is reserved
            64514                     | 4294967296          | "4294967296" is not an AS number
            64514                     | ''                  | "" is not an AS number
            topology                  | frr-namespace = A_B | "A_B = full-mesh" is not a namespace's name
            10.244.0.0/16/24          | 10.244.0.0          | "10.244.0.0": not a prefix
            10.244.0.0/16/24          | 10.244.0.0/16/8     | host subnet length 8 is not within 16 to 32
            10.244.0.0/16/24          | fd00::/48/56        | an IPv6 host subnet has 64 bits, not 56
            10.244.0.0/16/24          | 10.1.0.0/16/24,10.2.0.0/16/25 | IPv4 cluster subnets differ in host subnet length
            routing = managed         | = managed           | ovnkube.conf:7: error: neither [section] nor key = value""")
    void whatIsWrongKeepsTheFileOut(String what, String instead, String reported) {
        String from = what.replace("$", "");
        ClusterSnapshot snapshot = yamlAndConf("", MANAGED.replaceFirst(from, instead));
        assertEquals(Optional.empty(), snapshot.ovnKubeConfig());
        assertTrue(
                snapshot.problems().stream()
                        .anyMatch(problem -> problem.toString().contains(reported)),
                () -> reported + " not in " + snapshot.problems());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [bgp-managed]  | [bgp-manged]            | unknown section; did you mean [bgp-managed]?
            as-number      | as_number               | unknown key; did you mean "as-number"?
            = no-overlay   | = geneve                | OVN-Kubernetes itself refuses "geneve"
            = no-overlay   | =                       | ignored, because transport is not no-overlay""")
    void whatIsProbablyAMistakeIsWarnedOf(String what, String instead, String reported) {
        ClusterSnapshot snapshot = yamlAndConf("", MANAGED.replace(what, instead));
        assertTrue(
                snapshot.problems().stream()
                        .filter(problem -> problem.severity() == Problem.Severity.WARNING)
                        .anyMatch(problem -> problem.toString().contains(reported)),
                () -> reported + " not in " + snapshot.problems());
    }

    @Test
    void aConfigMapHoldsTheSame() {
        String map = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: ovnkube-config, namespace: ovn-kubernetes}
                data:
                  ovnkube.conf: |
                """ + MANAGED.indent(4);
        OvnKubeConfig fromMap = yaml(map).ovnKubeConfig().orElseThrow();
        assertEquals(good(MANAGED).clusterSubnets(), fromMap.clusterSubnets());
        assertTrue(fromMap.managedMesh());
        String broken = yaml(map.replace("64514", "many")).problems().getFirst().toString();
        assertEquals(
                "all.yaml:1: error: ConfigMap ovn-kubernetes/ovnkube-config: data[ovnkube.conf] line 10 "
                        + "[bgp-managed] as-number: \"many\" is not an AS number; 1 to 4294967294 is needed",
                broken);
    }

    @Test
    void twoOfThemAreOneTooMany() {
        String map = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: ovnkube-config, namespace: ovn-kubernetes}
                data: {ovnkube.conf: "[default]"}
                """;
        ClusterSnapshot snapshot = yamlAndConf(map, MANAGED);
        assertEquals(1, snapshot.problems().size());
        assertTrue(snapshot.problems().getFirst().reason().startsWith("there is another ovnkube.conf"));
    }
}
