package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static io.barewire.daemon.agent.Node.everything;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.control.Question;
import io.barewire.fib.FibConfig;
import io.barewire.speaker.Endpoint;
import io.barewire.testkit.Namespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// What FRRConfigurations say of a neighbor, between whole agents, and what a change of it touches.
final class NeighborFieldsTest {
    private static final String ALL = "toAdvertise: {allowed: {mode: all}}, toReceive: {allowed: {mode: all}}";
    private static final String QUICKLY = "connectTime: 1s";

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.barewire");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        logger.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private Node node(String name, String address) throws IOException {
        return new Node(folder, name, address);
    }

    private static void secret(Node node, String password) throws IOException {
        node.write("secret.yaml", """
                apiVersion: v1
                kind: Secret
                metadata: {name: keys, namespace: frr-k8s-system}
                type: kubernetes.io/basic-auth
                stringData: {password: %s}
                """.formatted(password));
    }

    @Test
    void aKeyThatChangesInItsSecretResetsThatSessionOnlyAndIsNeverTold() throws Exception {
        try (Node hub = node("hub", "127.0.0.40");
                Node first = node("first", "127.0.0.41");
                Node second = node("second", "127.0.0.42")) {
            hub.configure(
                    "10.1.1.0/24",
                    List.of(
                            hub.neighbor(first, 64512, QUICKLY, ALL, "passwordSecret: {name: keys}"),
                            hub.neighbor(second, 64512, QUICKLY, ALL)));
            secret(hub, "abracadabra");
            first.configure("10.1.2.0/24", List.of(first.neighbor(hub, 64512, QUICKLY, ALL, "password: abracadabra")))
                    .start();
            second.configure("10.1.3.0/24", List.of(second.neighbor(hub, 64512, QUICKLY, ALL)))
                    .start();
            hub.start();
            await(() -> hub.established(first) && hub.established(second));
            assertEquals("TCP-MD5", hub.neighbor(first).path("protection").asText());
            String before = hub.neighbor(first).path("since").asText();
            String since = hub.neighbor(second).path("since").asText();

            secret(hub, "hocuspocus");
            first.configure("10.1.2.0/24", List.of(first.neighbor(hub, 64512, QUICKLY, ALL, "password: hocuspocus")));
            await(() -> hub.established(first)
                    && !hub.neighbor(first).path("since").asText().equals(before));

            assertEquals(since, hub.neighbor(second).path("since").asText());

            StringBuilder told = new StringBuilder();
            for (Question question : List.of(
                    new Question.Summary(),
                    new Question.Neighbors(Optional.empty()),
                    new Question.Config(),
                    new Question.Problems())) {
                told.append(hub.ask(question)).append(first.ask(question));
            }
            told.append(hub.get("/metrics").body()).append(hub.get("/readyz").body());
            List.copyOf(log.list)
                    .forEach(event -> told.append(event.getFormattedMessage())
                            .append(event.getKeyValuePairs())
                            .append(event.getThrowableProxy()));
            assertFalse(told.toString().contains("abracadabra"));
            assertFalse(told.toString().contains("hocuspocus"));
        }
    }

    @Test
    void anObjectWithoutItsSecretWaitsForItAndTheOthersDoNot() throws Exception {
        try (Node hub = node("hub", "127.0.0.43");
                Node first = node("first", "127.0.0.44")) {
            hub.configure("10.1.1.0/24", List.of(hub.neighbor(first, 64512, QUICKLY, ALL)));
            hub.write("other.yaml", """
                apiVersion: frrk8s.metallb.io/v1beta1
                kind: FRRConfiguration
                metadata: {name: other, namespace: frr-k8s-system}
                spec: {bgp: {routers: [{asn: 64512, neighbors: [
                  {address: 127.0.0.45, asn: 64512, passwordSecret: {name: keys}}]}]}}
                """);
            first.configure("10.1.2.0/24", List.of(first.neighbor(hub, 64512, QUICKLY, ALL)))
                    .start();
            hub.start();
            await(() -> hub.established(first) && first.established());
            String since = hub.neighbor(first).path("since").asText();
            JsonNode problem = hub.ask(new Question.Problems()).path("problems").path(0);
            assertEquals(
                    "secret keys not found for neighbor 64512@127.0.0.45",
                    problem.path("reason").asText());
            assertEquals(1, hub.ask(new Question.Config()).path("peers").size());
            secret(hub, "abracadabra");
            await(() -> hub.ask(new Question.Config()).path("peers").size() == 2);
            assertEquals(since, hub.neighbor(first).path("since").asText());
        }
    }

    @Test
    void attributesAndNextHopsOfWhatIsToldChangeWhileTheSessionLives() throws Exception {
        try (Node hub = node("hub", "127.0.0.46");
                Node first = node("first", "127.0.0.47")) {
            String prefixes = "10.1.1.0/24, 10.1.2.0/24";
            String told = "toAdvertise: {allowed: {mode: all}, withLocalPref: [{localPref: %d, prefixes:"
                    + " [10.1.1.0/24]}], withCommunity: [{community: '64512:7', prefixes: [10.1.1.0/24, 10.1.2.0/24]},"
                    + " {community: 'large:64512:1:2', prefixes: [10.1.1.0/24]}]%s}";
            hub.configure(prefixes, List.of(hub.neighbor(first, 64512, QUICKLY, told.formatted(150, ""))))
                    .start();
            first.configure("10.1.9.0/24", List.of(first.neighbor(hub, 64512, QUICKLY, ALL)))
                    .start();
            await(() -> first.established() && first.received(hub).size() == 2);
            JsonNode one = first.received(hub).path(0);
            JsonNode other = first.received(hub).path(1);
            assertEquals(150, one.path("attributes").path("localPref").asInt());
            assertEquals(
                    "[\"64512:7\"]", one.path("attributes").path("communities").toString());
            assertEquals(
                    "[\"64512:1:2\"]",
                    one.path("attributes").path("largeCommunities").toString());
            assertEquals(100, other.path("attributes").path("localPref").asInt());
            assertEquals(
                    "[\"64512:7\"]",
                    other.path("attributes").path("communities").toString());
            String since = hub.neighbor(first).path("since").asText();

            String nextHop = ", nextHop: {ipv4: 192.0.2.77}";
            hub.configure(prefixes, List.of(hub.neighbor(first, 64512, QUICKLY, told.formatted(250, nextHop))));
            await(() -> first.received(hub)
                            .path(0)
                            .path("attributes")
                            .path("localPref")
                            .asInt()
                    == 250);
            await(() -> first.received(hub).findValuesAsText("nextHop").equals(List.of("192.0.2.77", "192.0.2.77")));
            assertEquals(since, hub.neighbor(first).path("since").asText());
            assertEquals(
                    "ipv4 next hop: 192.0.2.77",
                    hub.ask(new Question.Neighbors(Optional.of(Endpoint.parse(first.address))))
                            .path("neighbors")
                            .path(0)
                            .path("exportRules")
                            .path(4)
                            .asText());
        }
    }

    @Test
    @Tag("root")
    void anUnnumberedNeighborIsFoundOnItsLinkAndAskedForByItsName() throws Exception {
        inNewNamespace(() -> {
            ip("link add left type veth peer name right");
            ip("link set left up");
            ip("link set right up");
            try (Node one = new Node(folder, "one", "192.0.2.1", "::");
                    Node other = new Node(folder, "other", "192.0.2.2", "::")) {
                one.configure("10.1.1.0/24, '2001:db8:1::/64'", List.of(unnumbered("left", other)))
                        .start();
                other.configure("10.1.2.0/24", List.of(unnumbered("right", one)))
                        .start();
                await(() -> one.established() && other.established());
                await(() -> other.ask(new Question.Received(Endpoint.parse("right"), everything()))
                                .path("routes")
                                .size()
                        == 2);
                JsonNode neighbor = other.ask(new Question.Neighbors(Optional.of(Endpoint.parse("right"))));
                assertEquals(1, neighbor.path("neighbors").size());
            }
        });
    }

    /// As in a cluster whose nodes have /128 addresses: the way to the peer, and to the next hop that it names, is a
    /// route.
    @Test
    @Tag("root")
    void anIpv6PeerInAnotherAsNeedNotBeOnANetworkOfOurs() throws Exception {
        inNewNamespace(() -> {
            String here = Namespace.id();
            try (Node one = new Node(folder, "one", "2001:db8:a::1", "::").withFib(FibConfig.DEFAULT)) {
                one.start();
                inNewNamespace(() -> {
                    ip("link add cable type veth peer name cable netns " + here);
                    end("ip -6 ", "2001:db8:b::1", "2001:db8::2", "2001:db8:a::1 via 2001:db8::1");
                    end(
                            "nsenter --net=/proc/" + here + "/ns/net ip -6 ",
                            "2001:db8:a::1",
                            "2001:db8::1",
                            "2001:db8:b::/64 via 2001:db8::2");
                    try (Node other = new Node(folder, "other", "2001:db8:b::1", "::")) {
                        other.configure(
                                        "192.0.2.2",
                                        64600,
                                        "'2001:db8:9::/48'",
                                        List.of(
                                                other.neighbor(
                                                        one,
                                                        64512,
                                                        QUICKLY,
                                                        "toAdvertise: {allowed: {mode: all}, nextHop: {ipv6: '2001:db8:b::7'}}")))
                                .start();
                        one.configure("192.0.2.1", 64512, "", List.of(one.neighbor(other, 64600, QUICKLY, ALL)));
                        await(() -> one.ask(new Question.Fib(everything()))
                                .path("routes")
                                .path(0)
                                .path("state")
                                .asText()
                                .equals("installed"));
                        assertFalse(one.neighbor(other).path("connectedCheck").asBoolean(true));
                    }
                });
            }
        });
    }

    private static void end(String ip, String loopback, String address, String route) throws Exception {
        run(ip + "address add " + address + "/64 dev cable nodad");
        run(ip + "link set cable up");
        run(ip + "address add " + loopback + "/128 dev lo nodad");
        run(ip + "route add " + route);
    }

    private static String unnumbered(String link, Node peer) {
        return "{interface: %s, port: %d, dynamicASN: internal, %s, %s}".formatted(link, peer.port, QUICKLY, ALL);
    }
}
