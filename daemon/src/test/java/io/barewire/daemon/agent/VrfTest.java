package io.barewire.daemon.agent;

import static io.barewire.daemon.agent.Node.await;
import static io.barewire.daemon.agent.Node.everything;
import static io.barewire.testkit.Namespace.inNewNamespace;
import static io.barewire.testkit.Namespace.ip;
import static io.barewire.testkit.Namespace.run;
import static io.barewire.testkit.acceptance.Criterion.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.control.Request;
import io.barewire.fib.FibConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.testkit.Namespace;
import io.barewire.testkit.acceptance.Acceptance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An agent with a router in a VRF, and a peer there in a network namespace of its own.
///
/// Most of the tests take an ordinary interface and an ordinary table for a VRF device with its table, so that they
/// run where the kernel has none: what is bound, looked up and installed is the same. What only the device does,
/// leading packets through its table and letting two listen on one port, the tests with a real one show.
@Tag("root")
final class VrfTest {
    private static final int TABLE = 1000;
    private static final String PEERING = "port: %d, asn: 64512, connectTime: 1s,"
            + " toAdvertise: {allowed: {mode: all}}, toReceive: {allowed: {mode: all}}";

    @TempDir
    Path folder;

    private interface Story {
        /// @param here runs `ip` in the namespace of the hub
        void run(Node hub, Node peer, String here) throws Exception;
    }

    /// The hub's end of the cable is called `red`.
    private void cabled(UnaryOperator<Node> change, Story story) throws Exception {
        inNewNamespace(() -> {
            String here = "nsenter --net=/proc/" + Namespace.id() + "/ns/net ip ";
            try (Node hub = new Node(folder, "hub", "192.0.2.1", "0.0.0.0")
                    .withFib(FibConfig.DEFAULT)
                    .withVrf("red", TABLE)) {
                change.apply(hub).start();
                inNewNamespace(() -> {
                    try (Node peer = new Node(folder, "peer", "192.0.2.2", "0.0.0.0")) {
                        cable(here);
                        peer.configure("{asn: 64512, id: 192.0.2.2, prefixes: [10.1.2.0/24], neighbors:"
                                        + " [{address: 198.51.100.1, %s}]}".formatted(PEERING.formatted(hub.port)))
                                .start();
                        story.run(hub, peer, here);
                    }
                });
            }
        });
    }

    /// The hub's end of the cable is called `left`, and is in the VRF device `red`. The hub listens there and outside.
    private void cabledIntoARealVrf(Story story) throws Exception {
        inNewNamespace(() -> {
            Namespace.addVrf("red", TABLE);
            String here = "nsenter --net=/proc/" + Namespace.id() + "/ns/net ip ";
            try (Node hub = new Node(folder, "hub", "192.0.2.1", "0.0.0.0").withFib(FibConfig.DEFAULT)) {
                hub.start();
                inNewNamespace(() -> {
                    try (Node peer = new Node(folder, "peer", "192.0.2.2", "0.0.0.0")) {
                        ip("link add cable type veth peer name left netns " + here.replaceAll("\\D", ""));
                        ip("address add 198.51.100.2/24 dev cable");
                        ip("address add 10.1.2.1/32 dev lo");
                        ip("link set cable up");
                        run(here + "link set left master red");
                        run(here + "address add 198.51.100.1/24 dev left");
                        run(here + "link set left up");
                        peer.configure("{asn: 64512, id: 192.0.2.2, prefixes: [10.1.2.0/24], neighbors:"
                                        + " [{address: 198.51.100.1, %s}]}".formatted(PEERING.formatted(hub.port)))
                                .start();
                        story.run(hub, peer, here);
                    }
                });
            }
        });
    }

    private static void cable(String here) throws Exception {
        String namespace = here.replaceAll("\\D", "");
        ip("link add cable type veth peer name red netns " + namespace);
        ip("address add 198.51.100.2/24 dev cable");
        ip("link set cable up");
        run(here + "address add 198.51.100.1/24 dev red");
        run(here + "link set red up");
        run(here + "route add 198.51.100.0/24 dev red table " + TABLE);
    }

    private static String inRed(Node peer) {
        return "{asn: 64512, id: 192.0.2.1, vrf: red, prefixes: [10.1.1.0/24], neighbors: [{address: 198.51.100.2, %s}]}"
                .formatted(PEERING.formatted(peer.port));
    }

    private static JsonNode neighbor(Node hub) {
        return hub.ask(new Request("red", new Question.Neighbors(Optional.empty())))
                .path("neighbors")
                .path(0);
    }

    private static boolean knows(Node hub) {
        return hub.ask(new Question.Summary()).path("instances").size() == 2;
    }

    private static boolean isInTable(String here, int table) throws IOException, InterruptedException {
        return isInTable(here, table, "red");
    }

    private static boolean isInTable(String here, int table, String device) throws IOException, InterruptedException {
        return run(here + "route show table " + table + " proto bgp")
                .contains("10.1.2.0/24 via 198.51.100.2 dev " + device + " metric 20");
    }

    private static boolean leadsIntoRed(String here) throws IOException, InterruptedException {
        return run(here + "route show table main proto bgp").contains("10.1.1.0/24 dev red metric 20");
    }

    @Acceptance({ADV_5, IMP_2, IMP_10})
    @Test
    void routesOfAVrfGoIntoItsTableAndIntoThoseThatImportIt() throws Exception {
        // Only real VRF devices let two listen on one port.
        cabled(Node::withoutListening, (hub, peer, here) -> {
            hub.configure(inRed(peer));
            await(() -> isInTable(here, TABLE));
            assertEquals("", run(here + "route show table main proto bgp"));
            JsonNode config = hub.ask(new Request("red", new Question.Config()));
            assertEquals("red", config.path("vrf").asText());
            assertEquals("red", config.path("peers").path(0).path("vrf").asText());
            String since = neighbor(hub).path("since").asText();

            // A router that imports is added; the session of the VRF does not notice.
            hub.configure("{asn: 64512, id: 192.0.2.1, imports: [{vrf: red}]}, " + inRed(peer));
            await(() -> isInTable(here, 254));
            // Its own prefix leads into the VRF.
            await(() -> leadsIntoRed(here));
            JsonNode route =
                    hub.ask(new Question.Fib(everything())).path("routes").path(1);
            assertEquals(
                    "198.51.100.2 in VRF red", route.path("learned").path(0).asText());
            assertEquals(since, neighbor(hub).path("since").asText());

            hub.configure("{asn: 64512, id: 192.0.2.1}, " + inRed(peer));
            await(() -> run(here + "route show table main proto bgp").isEmpty());
            assertTrue(isInTable(here, TABLE));

            // The next attempt, a second later, ends otherwise.
            List<String> ends = new CopyOnWriteArrayList<>();
            peer.agent().speaker().orElseThrow().addListener(event -> {
                if (event instanceof SpeakerEvent.SessionDown(var _, var end)) {
                    ends.add(end.why());
                }
            });
            hub.configure("{asn: 64512, id: 192.0.2.1}");
            await(() -> ends.stream().anyMatch(why -> why.contains("6/3 (Cease / Peer De-configured)")));
            await(() -> run(here + "route show table " + TABLE + " proto bgp").isEmpty());
            await(() -> peer.best().size() == 1);
        });
    }

    @Test
    void aDeviceThatIsMissingIsWaitedForAndOneThatIsMadeAnewIsTakenUp() throws Exception {
        cabled(UnaryOperator.identity(), (hub, peer, here) -> {
            run(here + "link del red");
            hub.configure(inRed(peer));
            await(() -> hub.ask(new Question.Summary())
                    .path("instances")
                    .path(1)
                    .path("waiting")
                    .asText()
                    .equals("there is no VRF device red"));
            await(() -> hub.ask(new Question.Summary())
                    .path("missing")
                    .path(0)
                    .asText()
                    .equals("VRF red: there is no VRF device red"));
            await(() -> neighbor(hub).path("lastEnd").path("why").asText().contains("SO_BINDTODEVICE"));

            for (int round = 0; round < 2; round++) {
                cable(here);
                await(() -> isInTable(here, TABLE));
                assertEquals("Established", neighbor(hub).path("state").asText());
                run(here + "link del red");
                await(() -> hub.ask(new Question.Summary())
                        .path("instances")
                        .path(1)
                        .has("waiting"));
            }
        });
    }

    @Test
    void aTableOfAnotherInstanceIsNotTaken() throws Exception {
        inNewNamespace(() -> {
            ip("link set lo up");
            ip("route add 10.9.9.0/24 dev lo proto bgp metric 20");
            try (Node hub = new Node(folder, "hub", "192.0.2.1", "0.0.0.0")
                    .withFib(FibConfig.DEFAULT)
                    .withVrf("lo", FibConfig.MAIN_TABLE)) {
                hub.configure("{asn: 64512, id: 192.0.2.1, vrf: lo}").start();
                await(() -> hub.ask(new Question.Summary())
                        .path("missing")
                        .toString()
                        .contains("VRF lo: the new configuration cannot be applied: table 254 is that of the default"
                                + " instance; give the VRF's device a table of its own"));
                assertTrue(run("ip route").contains("10.9.9.0/24"));
            }
        });
    }

    @Tag("vm")
    @Test
    void packetsInARealVrfFollowItsRoutesAndThoseOfTheDefaultOneDoNot() throws Exception {
        cabledIntoARealVrf((hub, peer, here) -> {
            hub.configure(inRed(peer));
            await(() -> isInTable(here, TABLE, "left"));
            assertEquals("Established", neighbor(hub).path("state").asText());
            String pings = here.replace("ip ", "ping -c 1 -w 30 ");
            run(pings + "-I red 10.1.2.1");
            assertThrows(AssertionError.class, () -> run(pings + "10.1.2.1"));

            // Leaked into the default VRF: its route leaves by an interface of the other one.
            hub.configure("{asn: 64512, id: 192.0.2.1, imports: [{vrf: red}]}, " + inRed(peer));
            await(() -> isInTable(here, FibConfig.MAIN_TABLE, "left"));
            assertTrue(run(here + "route get 10.1.2.1").contains("via 198.51.100.2 dev left"));
            await(() -> leadsIntoRed(here));
        });
    }

    @Tag("vm")
    @Test
    void aRealVrfDeviceThatIsMadeAnewHasItsSessionAndRoutesAgain() throws Exception {
        cabledIntoARealVrf((hub, peer, here) -> {
            hub.configure(inRed(peer));
            for (int round = 0; round < 2; round++) {
                await(() -> isInTable(here, TABLE, "left"));
                await(() -> neighbor(hub).path("state").asText().equals("Established"));
                run(here + "link del red");
                await(() -> hub.ask(new Question.Summary())
                        .path("instances")
                        .path(1)
                        .has("waiting"));
                run(here + "link add red type vrf table " + TABLE);
                run(here + "link set red up");
                run(here + "link set left master red");
            }
            await(() -> isInTable(here, TABLE, "left"));
        });
    }

    @Tag("vm")
    @Test
    void theTableOfARealVrfDeviceIsFound() throws Exception {
        inNewNamespace(() -> {
            Namespace.addVrf("red", TABLE);
            try (Node hub = new Node(folder, "hub", "192.0.2.1", "0.0.0.0").withFib(FibConfig.DEFAULT)) {
                hub.configure("{asn: 64512, id: 192.0.2.1, vrf: red, prefixes: [10.1.1.0/24]}")
                        .start();
                await(() -> knows(hub));
                await(() -> hub.ask(new Request("red", new Question.Fib(everything())))
                                .path("table")
                                .asInt()
                        == TABLE);
            }
        });
    }
}
