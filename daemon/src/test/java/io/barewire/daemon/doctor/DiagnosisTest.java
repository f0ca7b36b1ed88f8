package io.barewire.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.barewire.daemon.doctor.Finding.Severity;
import io.barewire.daemon.show.DoctorView;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.OvnKubeConfig.Routing;
import io.barewire.mesh.objects.OvnKubeConfig.Transport;
import io.barewire.netlink.Interfaces;
import io.barewire.netlink.Link;
import io.barewire.netlink.LinkAddress;
import io.barewire.netlink.LinkNeighbour;
import io.barewire.netlink.Route;
import io.barewire.netlink.Route.Hop;
import io.barewire.netlink.Rtnetlink;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each story begins with a node `a` with which all is well, and spoils one thing.
class DiagnosisTest {
    private static final int UP = Rtnetlink.IFF_UP | Rtnetlink.IFF_RUNNING;

    private final List<Link> links =
            new ArrayList<>(List.of(link(2, "eth0", "", 1500), link(3, "veth1", "veth", 1500)));
    private final List<LinkAddress> addresses = new ArrayList<>(List.of(address(2, "192.0.2.1/24")));
    private final List<Node> nodes = new ArrayList<>(List.of(node("a", 1), node("b", 2)));
    private final List<Route> routes = new ArrayList<>(List.of(route("10.244.2.0/24", "192.0.2.2")));
    private final List<LinkNeighbour> neighbours = new ArrayList<>();
    private final List<NodeFacts.Listener> listeners = new ArrayList<>();
    private final List<String> firewall = new ArrayList<>();
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "net.ipv4.ip_forward", "1",
            "net.ipv6.conf.all.forwarding", "0",
            "net.ipv4.conf.all.rp_filter", "0",
            "net.ipv4.conf.eth0.rp_filter", "1",
            "net.ipv4.neigh.default.gc_thresh2", "512",
            "net.ipv4.neigh.default.gc_thresh3", "1024"));
    private Optional<NodeFacts.Agent> agent = Optional.of(agent("Established", ""));

    private static Link link(int index, String name, String kind, int mtu) {
        return new Link(index, name, UP, 0, OptionalInt.empty(), kind, mtu);
    }

    private static LinkAddress address(int link, String cidr) {
        return new LinkAddress(link, IpAddress.parse(cidr.substring(0, cidr.indexOf('/'))), Prefix.parse(cidr));
    }

    private static Node node(String name, int number) {
        return new Node(
                name,
                Origin.NONE,
                Map.of(),
                List.of(IpAddress.parse("192.0.2." + number)),
                Map.of(Node.DEFAULT_NETWORK, List.of(Prefix.parse("10.244." + number + ".0/24"))),
                Map.of(),
                true);
    }

    private static Route route(String destination, String gateway) {
        return Route.unicast(Prefix.parse(destination), 254, 186, 20, List.of(Hop.via(IpAddress.parse(gateway), 2)));
    }

    private static NodeFacts.Agent agent(String state, String foreign) {
        return new NodeFacts.Agent(
                json("{'node':'a','missing':[],'speaker':{'listening':':179'}}"),
                json("{'neighbors':[{'peer':'192.0.2.2','state':'" + state + "','lastEnd':{'why':'hold timer'}}]}"),
                json("{'problems':[]}"),
                json("{'foreign':[" + foreign + "]}"));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException bad) {
            throw new IllegalArgumentException(bad);
        }
    }

    private Diagnosis diagnosis() {
        OvnKubeConfig config = new OvnKubeConfig(
                Origin.NONE,
                Transport.NO_OVERLAY,
                List.of(new ClusterSubnet(Prefix.parse("10.244.0.0/16"), 24)),
                true,
                Routing.MANAGED,
                64512,
                OvnKubeConfig.Topology.FULL_MESH,
                "",
                OvnKubeConfig.DEFAULT_ATTACHMENT);
        ClusterSnapshot cluster =
                ClusterSnapshot.of(nodes, List.of(), List.of(), List.of(), List.of(), Optional.of(config), List.of());
        return Diagnosis.of(new NodeFacts(
                "a",
                new Interfaces(links, addresses),
                routes,
                neighbours,
                settings,
                listeners,
                firewall,
                Optional.of(cluster),
                agent,
                List.of()));
    }

    private void finds(Severity severity, String place, String what) {
        Diagnosis diagnosis = diagnosis();
        assertTrue(
                diagnosis.findings().stream()
                        .anyMatch(finding -> finding.severity() == severity
                                && finding.place().contains(place)
                                && finding.what().contains(what)
                                && !finding.remedy().isEmpty()),
                diagnosis::toString);
    }

    @Test
    void ofAHealthyNodeThereIsNothingToSay() {
        assertEquals(List.of(), diagnosis().findings());
        assertFalse(diagnosis().anyError());
        assertEquals(
                "no overlay: no tunnel link is up; ovnkube.conf asks for none",
                diagnosis().mode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            genev_sys_6081 | geneve | overlay: Geneve (genev_sys_6081)
            flannel.1      | vxlan  | overlay: VXLAN (flannel.1)
            tunl0          | ipip   | overlay: IPIP (tunl0)""")
    void anOverlayIsToldByItsLink(String name, String kind, String mode) {
        links.add(link(9, name, kind, 1450));
        assertTrue(diagnosis().mode().startsWith(mode), diagnosis().mode());
        finds(Severity.INFO, name, "although the default network has no overlay");
    }

    @Test
    void aTunnelDeviceThatIsDownIsNoOverlay() {
        links.add(new Link(9, "tunl0", 0, 0, OptionalInt.empty(), "ipip", 1480));
        assertEquals(List.of(), diagnosis().findings());
    }

    @Test
    void forwardingIsNeededInEveryFamilyThatTheNodeHas() {
        settings.put("net.ipv4.ip_forward", "0");
        addresses.add(address(2, "2001:db8::1/64"));
        finds(Severity.ERROR, "net.ipv4.ip_forward", "are dropped");
        finds(Severity.ERROR, "net.ipv6.conf.all.forwarding", "are dropped");
    }

    @Test
    void aStrictReversePathFilterMattersWithTwoWaysOut() {
        links.add(link(4, "eth1", "", 1500));
        addresses.add(address(4, "198.51.100.1/24"));
        assertEquals(List.of(), diagnosis().findings());
        routes.add(Route.unicast(
                Prefix.parse("0.0.0.0/0"), 254, 3, 0, List.of(Hop.via(IpAddress.parse("198.51.100.254"), 4))));
        finds(Severity.WARNING, "net.ipv4.conf.eth0.rp_filter", "strict");
        settings.put("net.ipv4.conf.all.rp_filter", "2");
        assertEquals(List.of(), diagnosis().findings());
    }

    @ParameterizedTest
    @CsvSource({"9000, ERROR, do not leave this node whole", "1400, INFO, may be 100 octets longer"})
    void podsPacketsMustFitThroughTheUplink(int mtu, Severity severity, String what) {
        links.set(1, link(3, "veth1", "veth", mtu));
        finds(severity, "veth1", what);
    }

    @Test
    void whoHoldsTheBgpPortIsNamed() {
        listeners.add(new NodeFacts.Listener("0.0.0.0:179", Optional.of("bgpd (process 7)")));
        assertEquals(List.of(), diagnosis().findings()); // it is the agent's
        agent = Optional.empty();
        finds(Severity.WARNING, "0.0.0.0:179", "bgpd (process 7) listens");
    }

    @Test
    void routesOfOthersAreTold() {
        agent = Optional.of(agent("Established", "'10.9.0.0/16 via 192.0.2.9'"));
        finds(Severity.WARNING, "10.9.0.0/16", "that the agent did not add");
        agent = Optional.empty();
        finds(Severity.INFO, "routing table main", "1 routes of protocol bgp");
    }

    @ParameterizedTest
    @CsvSource({"511, WARNING, gc_thresh2", "1023, ERROR, gc_thresh3"})
    void theNeighbourTableMustHoldEveryNode(int known, Severity severity, String limit) {
        for (int i = 0; i < known; i++) {
            neighbours.add(new LinkNeighbour(2, IpAddress.ipv4((10 << 24) + i), Rtnetlink.NUD_STALE));
        }
        finds(severity, limit, (known + 1) + " neighbours");
    }

    @Test
    void aMissingRouteNamesTheNodeAndTheSubnet() {
        routes.clear();
        finds(Severity.ERROR, "node b", "no BGP route to its host subnet 10.244.2.0/24");
        routes.add(route("10.244.2.0/24", "192.0.2.254"));
        finds(Severity.WARNING, "node b", "go to another machine");
    }

    @Test
    void aNextHopThatDoesNotAnswerIsNamed() {
        neighbours.add(new LinkNeighbour(2, IpAddress.parse("192.0.2.2"), Rtnetlink.NUD_FAILED));
        finds(Severity.ERROR, "192.0.2.2 of node b", "does not answer on eth0");
    }

    @Test
    void aSessionThatIsDownSaysWhy() {
        agent = Optional.of(agent("Active", ""));
        finds(Severity.ERROR, "neighbor 192.0.2.2", "Active: hold timer");
    }

    @Test
    void nodesElsewhereAndNodesWithoutSubnetsAreNamed() {
        addresses.set(0, address(2, "203.0.113.1/24"));
        finds(Severity.WARNING, "Node a", "not on a network of this node: b at 192.0.2.2");
        nodes.add(
                new Node("c", Origin.NONE, Map.of(), List.of(IpAddress.parse("192.0.2.3")), Map.of(), Map.of(), true));
        finds(Severity.INFO, "Node c", "no host subnet");
    }

    @Test
    void aFirewallThatDropsIsHintedAt() {
        firewall.addAll(List.of("iptables -P INPUT DROP", "iptables -P FORWARD DROP"));
        finds(Severity.WARNING, "iptables chain FORWARD", "drops what no rule lets through");
        finds(Severity.WARNING, "iptables chain INPUT", "none is about TCP port 179");
        firewall.set(0, "iptables -A INPUT -p tcp -m tcp --dport 179 -j ACCEPT");
        assertEquals(1, diagnosis().findings().size());
    }

    @Test
    void theDocumentCountsAndTheTextNamesPlaceAndRemedy() {
        settings.put("net.ipv4.ip_forward", "0");
        JsonNode document = DoctorView.document(diagnosis());
        assertEquals(1, document.path("errors").asInt());
        assertEquals("""
                Node a, no overlay: no tunnel link is up; ovnkube.conf asks for none
                error: net.ipv4.ip_forward: is 0: packets from other nodes to pods of this one are dropped
                  remedy: sysctl -w net.ipv4.ip_forward=1, and in /etc/sysctl.d
                1 error, 0 warnings
                """, DoctorView.text(document));
    }

    @Test
    void listenersAreFoundInTheKernelsTables() {
        assertEquals(
                List.of(new Listeners.Socket("192.0.2.1:179", "4711"), new Listeners.Socket("[::]:179", "4712")),
                Listeners.of(List.of(
                        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                        "   0: 010200C0:00B3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1",
                        "   1: 010200C0:00B3 020200C0:8000 01 00000000:00000000 00:00000000 00000000     0        0 4713 1",
                        "   2: 00000000000000000000000000000000:00B3 00000000000000000000000000000000:0000 0A"
                                + " 00000000:00000000 00:00000000 00000000     0        0 4712 1")));
    }
}
