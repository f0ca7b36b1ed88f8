package io.barewire.controller.managed;

import static io.barewire.controller.managed.Trees.conf;
import static io.barewire.controller.managed.Trees.network;
import static io.barewire.controller.managed.Trees.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.MemoryServer;
import io.barewire.controller.owner.Stance;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the API server refuses keeps nothing else from being written.
class ManagedWritesTest {
    private static final String BLUE = "noOverlay: {outboundSNAT: Enabled, routing: Managed}";
    private static final Resource EVENTS = new Resource("", "v1", "events", "Event", true);

    private final MemoryServer api = new MemoryServer();
    private final ManagedCluster cluster = new ManagedCluster();

    @BeforeEach
    void begin() throws ApiFailure {
        for (ObjectNode each :
                List.of(conf(Trees.MANAGED), node("a", "172.18.0.2"), network("blue", BLUE), network("red", BLUE))) {
            Resource resource = Trees.resource(each);
            Trees.put(cluster, api.apply(resource, withoutUid(each), "admin"));
        }
    }

    private static ObjectNode withoutUid(ObjectNode tree) {
        ((ObjectNode) tree.get("metadata")).remove("uid");
        return tree;
    }

    private ObjectNode theNetwork(String name) {
        return api.get(Resource.CLUSTER_USER_DEFINED_NETWORKS, "", name).orElseThrow();
    }

    @Test
    void aLabelThatIsRefusedKeepsNothingElseFromBeingWritten() throws Exception {
        api.refuse(
                403,
                each -> each.at("/metadata/name").asText().equals("blue")
                        && each.at("/metadata/labels").has(Generations.LABEL));
        new ManagedRouting(api, cluster, "frr", (_, _, _) -> Stance.ACT).tend();
        assertTrue(theNetwork("red").at("/metadata/labels").has(Generations.LABEL));
        assertEquals(2, api.list(Selection.all(Resource.ROUTE_ADVERTISEMENTS)).size());
    }

    @Test
    void aStatusThatIsRefusedKeepsNoOtherFromBeingSaid() throws Exception {
        api.refuse(422, each -> each.at("/metadata/name").asText().equals("blue") && each.has("status"));
        new NetworkStatus(api, cluster, (_, _, _) -> Stance.ACT, false, () -> Instant.EPOCH, () -> 0).tend(true);
        assertEquals(
                "TransportAccepted",
                theNetwork("red").at("/status/conditions/0/type").asText());
        assertEquals(List.of("NoRouteAdvertisements"), reasons());
    }

    private List<String> reasons() {
        return api.list(Selection.all(EVENTS)).stream()
                .map(each -> each.path("reason").asText())
                .toList();
    }

    /// However many have no effect: the others are told of by and by.
    @Test
    void ofManyEventsSomeAreMadeAtOnceAndOfOneThingOneAMinute() throws Exception {
        AtomicLong now = new AtomicLong();
        // The time of day may be set back meanwhile.
        NetworkStatus status = new NetworkStatus(
                api, cluster, (_, _, _) -> Stance.WATCH, false, () -> Instant.EPOCH.minusNanos(now.get()), now::get);
        Trees.put(cluster, Trees.tree("{kind: Namespace, metadata: {name: shop}}"));
        for (int i = 0; i < 3 * EventRation.BURST; i++) {
            Trees.put(cluster, egressIp("e" + i, "{}"));
        }
        status.tend(true);
        assertEquals(EventRation.BURST, reasons().size());
        for (int i = 0; i < 1_000; i++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            status.tend(true);
        }
        assertEquals(3 * EventRation.BURST, reasons().size());

        for (int i = 0; i < 600; i++) {
            now.addAndGet(Duration.ofMillis(100).toNanos());
            Trees.put(cluster, egressIp("e0", i % 2 == 0 ? "{matchLabels: {nobody: has}}" : "{}"));
            status.tend(true);
        }
        assertEquals(3 * EventRation.BURST + 1, reasons().size());
    }

    private static ObjectNode egressIp(String name, String selector) {
        return Trees.tree("{kind: EgressIP, metadata: {name: " + name + ", uid: " + name
                + "}, spec: {namespaceSelector: " + selector + "}}");
    }

    /// Its status says what it said.
    @Test
    void aNetworkThatCannotBeReadIsToldOfOnce() throws Exception {
        NetworkStatus status =
                new NetworkStatus(api, cluster, (_, _, _) -> Stance.WATCH, false, () -> Instant.EPOCH, () -> 0);
        status.tend(true);
        assertEquals(List.of(), reasons());
        ObjectNode unreadable = theNetwork("blue");
        ((ObjectNode) unreadable.at("/spec/network")).put("topology", "Layer9");
        Trees.put(cluster, unreadable);
        status.tend(true);
        status.tend(true);
        assertEquals(List.of("NetworkConfigurationError"), reasons());
    }
}
