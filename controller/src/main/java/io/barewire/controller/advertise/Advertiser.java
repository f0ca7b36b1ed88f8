package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.Attempts;
import io.barewire.controller.Followed;
import io.barewire.controller.Mirror;
import io.barewire.controller.OwnThread;
import io.barewire.controller.advertise.RouteAdvertisements.Condition;
import io.barewire.controller.owner.ManagedFields;
import io.barewire.controller.owner.ManagerLease;
import io.barewire.controller.owner.Mode;
import io.barewire.controller.owner.Stance;
import io.barewire.controller.owner.Stance.Hand;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Replacement;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.Origin;
import io.barewire.mesh.cluster.ClusterSourceConfig;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out RouteAdvertisements while this replica leads: keeps the generated FRRConfigurations, the annotation of
/// NetworkAttachmentDefinitions and the status. What is told of the cluster is taken at once; a thread of its own does
/// what follows from it, one thing at a time.
public final class Advertiser implements AutoCloseable {
    /// Ours among `metadata.managedFields`.
    public static final String FIELD_MANAGER = "barewire-routeadvertisements";

    private static final Logger LOG = LoggerFactory.getLogger(Advertiser.class);

    static final Set<String> THEIR_FIELD_MANAGERS = Set.of("clustermanager-routeadvertisements-controller");

    /// When nothing happens: a lease may have run out meanwhile.
    private static final Duration PERIOD = Duration.ofSeconds(5);

    /// How long a RouteAdvertisements waits for OVN-Kubernetes' cluster manager, which takes less than one.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Resource UPLINK_STATES =
            new Resource("k8s.ovn.org", "v1alpha1", "uplinkstates", "UplinkState", false);

    /// What waits for somebody to deal with it.
    private record Waiting(long generation, Instant since) {}

    private final ApiServer api;
    private final BooleanSupplier leads;
    private final Mode mode;
    private final ManagerLease lease;
    private final InstantSource clock;
    private final Mirror.Listener nodes;
    private final Mirror.Listener configurations;
    private final Mirror.Listener attachments;
    private final Mirror.Listener egressIps;
    private final Mirror.Listener advertisements;
    private final Mirror.Listener clusterNetworks;
    private final Mirror.Listener ovnKubeConfig;
    private final Mirror.Listener namespaces;
    private final Semaphore woken = new Semaphore(0);
    private final OwnThread thread;

    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private final Advertising advertising = new Advertising();
    private final Networks networks = new Networks();
    private final Map<String, Hand> hands = new HashMap<>();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private boolean networksChanged = true;

    // The thread's own.
    private Stance stance = Stance.OFF;
    private final Set<Pair> unwritten = new HashSet<>();
    private final Map<Pair, Long> again = new HashMap<>();
    private final Attempts attempts;
    private String lastFailure = "";
    private boolean refusedBefore;

    /// @param nodeMirror not followed yet
    /// @param configurationMirror not followed yet
    /// @param followed not yet
    /// @param leads whether this replica does
    /// @param lease of OVN-Kubernetes' cluster manager
    public Advertiser(
            ApiServer api,
            Mirror nodeMirror,
            Mirror configurationMirror,
            Followed followed,
            BooleanSupplier leads,
            Mode mode,
            ManagerLease lease,
            InstantSource clock) {
        this.api = api;
        this.leads = leads;
        this.mode = mode;
        this.lease = lease;
        this.clock = clock;
        this.attempts = new Attempts();
        ObjectKey config = ClusterSourceConfig.OVN_KUBE_CONFIG;
        this.nodes = nodeMirror.tell(
                target((_, tree) -> advertising.put(NodeView.of(tree)), key -> advertising.removeNode(key.name())),
                this::wake);
        this.configurations = configurationMirror.tell(
                target(advertising::putConfiguration, advertising::removeConfiguration), this::wake);
        this.advertisements =
                followed.tell(Selection.all(Resource.ROUTE_ADVERTISEMENTS), advertisementsTarget(), this::wake);
        this.clusterNetworks = followed.tell(
                Selection.all(Resource.CLUSTER_USER_DEFINED_NETWORKS), clusterNetworksTarget(), this::wake);
        this.attachments = followed.tell(
                Selection.all(Resource.NETWORK_ATTACHMENT_DEFINITIONS),
                attachmentsTarget(),
                this::networksMayHaveChanged);
        this.egressIps =
                followed.tell(Selection.all(Resource.EGRESS_IPS), egressIpsTarget(), this::networksMayHaveChanged);
        // Nothing waits for them: where one is not known, a node keeps what it has.
        followed.tell(Selection.all(UPLINK_STATES), uplinkStatesTarget(), this::wake);
        this.namespaces = followed.tell(Selection.all(Resource.NAMESPACES), namespacesTarget(), this::wake);
        this.ovnKubeConfig = followed.tell(
                Selection.in(Resource.CONFIG_MAPS, config.namespace()).named(config.name()),
                ovnKubeConfigTarget(),
                this::wake);
        this.thread = new OwnThread("advertiser", this::run);
    }

    public void start() {
        thread.start();
    }

    private boolean complete() {
        return lease.seen()
                && Stream.of(
                                nodes,
                                configurations,
                                advertisements,
                                clusterNetworks,
                                attachments,
                                egressIps,
                                namespaces,
                                ovnKubeConfig)
                        .allMatch(Mirror.Listener::complete);
    }

    /// There may be something to do. Returns at once.
    public void wake() {
        woken.release();
    }

    /// A kind of which networks are made may have come into being.
    private void networksMayHaveChanged() {
        told(() -> networksChanged = true);
    }

    private Mirror.Target target(PutTree put, Consumer<ObjectKey> remove) {
        return new Mirror.Target() {
            @Override
            public void put(ObjectKey key, ObjectNode object) {
                told(() -> put.put(key, object));
            }

            @Override
            public void remove(ObjectKey key) {
                told(() -> remove.accept(key));
            }
        };
    }

    private interface PutTree {
        void put(ObjectKey key, ObjectNode object);
    }

    private void told(Runnable change) {
        note(change);
        wake();
    }

    private void note(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    private Mirror.Target advertisementsTarget() {
        return target(
                (key, tree) -> {
                    RouteAdvertisements advertisements = RouteAdvertisementsDecoder.decode(tree);
                    advertising.put(advertisements);
                    hands.put(key.name(), ManagedFields.hand(tree, "status", FIELD_MANAGER, THEIR_FIELD_MANAGERS));
                    boolean dealtWith = advertisements
                            .condition()
                            .filter(condition -> condition.observedGeneration() == advertisements.generation())
                            .isPresent();
                    waiting.compute(
                            key.name(),
                            (_, before) -> dealtWith
                                    ? null
                                    : before != null && before.generation() == advertisements.generation()
                                            ? before
                                            : new Waiting(advertisements.generation(), clock.instant()));
                },
                key -> {
                    advertising.removeAdvertisements(key.name());
                    hands.remove(key.name());
                    waiting.remove(key.name());
                });
    }

    private Mirror.Target clusterNetworksTarget() {
        return target(
                (key, tree) -> {
                    Decoded decoded = ObjectDecoder.decode(tree, Origin.NONE, LineFinder.NONE)
                            .getFirst();
                    if (decoded instanceof Decoded.Good(var _, ClusterUserDefinedNetwork network, var _)) {
                        networks.put(network, Network.Traits.of(tree));
                    } else {
                        String why = decoded.fault().orElse("it is none");
                        LOG.warn(
                                "ClusterUserDefinedNetwork {} cannot be read, so what it was counts: {}",
                                key.name(),
                                why);
                        networks.put(key.name(), new Networks.Unreadable(Labels.of(tree), why));
                    }
                    networksChanged = true;
                },
                key -> {
                    networks.removeNetwork(key.name());
                    networksChanged = true;
                });
    }

    private Mirror.Target attachmentsTarget() {
        return target(
                (key, tree) -> {
                    Attachment.of(key, tree).ifPresentOrElse(networks::put, () -> networks.removeAttachment(key));
                    networksChanged = true;
                },
                key -> {
                    networks.removeAttachment(key);
                    networksChanged = true;
                });
    }

    /// Of ConfigMaps, that which may hold `ovnkube.conf`.
    private Mirror.Target ovnKubeConfigTarget() {
        return target(
                (_, tree) -> {
                    switch (ObjectDecoder.decode(tree, Origin.NONE, LineFinder.NONE)
                            .getFirst()) {
                        case Decoded.Good(var _, OvnKubeConfig config, var _) -> networks.config(Optional.of(config));
                        case Decoded.Broken(var _, var _, var problems) -> {
                            LOG.warn("the last good one stays in force: {}", problems.getFirst());
                            networks.unreadableConfig(problems.getFirst().toString());
                        }
                        case Decoded.Good _, Decoded.Ignored _, Decoded.Unidentified _ ->
                            networks.config(Optional.empty());
                    }
                    networksChanged = true;
                },
                _ -> {
                    networks.config(Optional.empty());
                    networksChanged = true;
                });
    }

    private Mirror.Target namespacesTarget() {
        return target(
                (key, tree) -> {
                    networks.putNamespace(key.name(), Labels.of(tree));
                    networksChanged = true;
                },
                key -> {
                    networks.removeNamespace(key.name());
                    networksChanged = true;
                });
    }

    private Mirror.Target uplinkStatesTarget() {
        return target(
                (key, tree) -> {
                    networks.put(key.name(), UplinkState.of(tree));
                    networksChanged = true;
                },
                key -> {
                    networks.removeUplinkState(key.name());
                    networksChanged = true;
                });
    }

    private Mirror.Target egressIpsTarget() {
        return target(
                (key, tree) -> {
                    Networks.EgressIp egressIp = EgressIpDecoder.decode(tree);
                    if (egressIp.namespaces().isEmpty()) {
                        LOG.warn(
                                "EgressIP {} has a namespaceSelector that is none, so whom it served counts; where"
                                        + " that is not known, its nodes keep what they have",
                                key.name());
                    }
                    networks.put(key.name(), egressIp);
                    networksChanged = true;
                },
                key -> {
                    networks.removeEgressIp(key.name());
                    networksChanged = true;
                });
    }

    private void run() throws InterruptedException {
        while (true) {
            try {
                if (advertisements.kindExists() && leads.getAsBoolean() && complete()) {
                    work();
                }
                lastFailure = "";
            } catch (ApiFailure failure) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                String text = failure.withRemedy();
                if (!text.equals(lastFailure)) {
                    LOG.warn("{}; it is tried again", text);
                }
                lastFailure = text;
                Thread.sleep(PERIOD);
            } catch (RuntimeException defect) {
                LOG.error("a defect in advertising; it goes on", defect);
                Thread.sleep(PERIOD);
            }
            if (woken.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        }
    }

    private void work() throws ApiFailure {
        takeStance();
        switch (stance) {
            case OFF -> {}
            case WATCH -> watch();
            case ACT -> act();
        }
    }

    /// Finds out what would be written, and leaves it due for when it is to be.
    private void watch() {
        note(this::lookAtNetworks);
        int before = unwritten.size();
        Optional<Pair> pair = locked(advertising::next);
        while (pair.isPresent()) {
            Pair each = pair.get();
            if (locked(() -> advertising.changes(each)).isEmpty()) {
                unwritten.remove(each);
            } else {
                unwritten.add(each);
            }
            pair = locked(advertising::next);
        }
        if (unwritten.size() != before) {
            LOG.info("RouteAdvertisements: for {} nodes something else would be written here", unwritten.size());
        }
    }

    private void takeStance() {
        Stance now = locked(() -> {
            Hand hand = hand();
            Instant patient = clock.instant().minus(PATIENCE);
            boolean leftAlone =
                    waiting.values().stream().anyMatch(each -> each.since().isBefore(patient));
            return Stance.of(mode, lease.held(), networks.configured(), hand, leftAlone);
        });
        if (now != stance) {
            LOG.info(
                    "RouteAdvertisements: {}",
                    switch (now) {
                        case ACT -> "carried out here";
                        case WATCH ->
                            mode == Mode.REPORT
                                    ? "only watched"
                                    : "left to OVN-Kubernetes' cluster manager, or as it was: no ovnkube.conf is seen";
                        case OFF -> "not looked at";
                    });
        }
        stance = now;
    }

    /// On RouteAdvertisements; where nobody's was, as when there are none any more, on what is left of earlier ones:
    /// whoever has made that takes it away. What the cluster manager has left is no sign that it deals with new
    /// ones.
    private Hand hand() {
        Hand hand = Hand.of(hands.values());
        if (hand != Hand.NOBODYS) {
            return hand;
        }
        Hand left = Hand.of(List.of(advertising.hand(), networks.hand()));
        return left == Hand.THEIRS && !hands.isEmpty() ? Hand.NOBODYS : left;
    }

    private void act() throws ApiFailure {
        note(this::lookAtNetworks);
        refusedBefore = false;
        long now = System.nanoTime();
        again.forEach((pair, when) -> {
            if (now - when >= 0) {
                unwritten.add(pair);
            }
        });
        again.keySet().removeAll(unwritten);
        note(() -> unwritten.forEach(advertising::dueAgain));
        unwritten.clear();
        Optional<Pair> pair = locked(advertising::next);
        while (pair.isPresent()) {
            if (!deal(pair.get())) {
                return; // whoever leads now does the rest
            }
            pair = locked(advertising::next);
        }
        annotate();
        say();
    }

    private void lookAtNetworks() {
        if (networksChanged) {
            networksChanged = false;
            advertising.networks(networks.selectable(attachments.kindExists()));
            advertising.uplinks(networks.uplinks());
            advertising.unreadableEgressIps(networks.unreadableEgressIps());
            advertising.egressIps(egressIps.kindExists() ? Optional.of(networks.egressIps()) : Optional.empty());
        }
    }

    /// What one object is refused for keeps no other from being written.
    ///
    /// @return whether this replica still leads
    private boolean deal(Pair pair) throws ApiFailure {
        try {
            for (Change change : locked(() -> advertising.changes(pair))) {
                if (!leads.getAsBoolean()) {
                    note(() -> advertising.dueAgain(pair));
                    return false;
                }
                note(() -> advertising.begin(change));
                carryOut(pair, change);
            }
            return true;
        } catch (ApiFailure failure) {
            if (!Attempts.isRefusal(failure)) {
                note(() -> advertising.dueAgain(pair));
                throw failure;
            }
            // Thousands may be refused for one reason; the status names some.
            if (refusedBefore) {
                LOG.debug("{}", failure.withRemedy());
            } else {
                LOG.warn("{}", failure.withRemedy());
            }
            refusedBefore = true;
            note(() -> advertising.refused(pair, Fault.internal(failure.withRemedy())));
            again.put(pair, System.nanoTime() + PATIENCE.toNanos());
            return true;
        }
    }

    private void carryOut(Pair pair, Change change) throws ApiFailure {
        switch (change) {
            case Change.Delete(Existing object) -> {
                ObjectKey key = object.key();
                api.delete(Resource.FRR_CONFIGURATIONS, key.namespace(), key.name(), Optional.of(object.uid()));
                note(() -> advertising.deleted(object));
                LOG.info("FRRConfiguration {} deleted: {} is not wanted any more", key, object.purpose());
            }
            case Change.Write(String namespace, String name, Generated object) -> {
                ObjectKey key = change.key();
                switch (write(namespace, name, object)) {
                    case Replacement.Done(ObjectNode now) -> {
                        note(() -> advertising.written(key, object, now));
                        LOG.info("FRRConfiguration {} written for {}", key, object.purpose());
                    }
                    case Replacement.Conflict.CONFLICT -> note(() -> advertising.dueAgain(pair));
                }
            }
        }
    }

    private Replacement write(String namespace, String name, Generated object) throws ApiFailure {
        ObjectNode answer = api.apply(Resource.FRR_CONFIGURATIONS, tree(namespace, name, object), FIELD_MANAGER);
        if (!Leftover.in(answer.path("spec"), object.spec())) {
            return new Replacement.Done(answer);
        }
        answer.set("spec", object.spec());
        return api.replace(Resource.FRR_CONFIGURATIONS, answer);
    }

    static ObjectNode tree(String namespace, String name, Generated object) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = tree.putObject("metadata").put("name", name).put("namespace", namespace);
        metadata.putObject("labels").put(Labels.ROUTE_ADVERTISEMENTS, object.advertisements());
        metadata.putObject("annotations").put(Labels.ROUTE_ADVERTISEMENTS, object.purpose());
        tree.set("spec", object.spec());
        return tree;
    }

    /// Says of each network by which RouteAdvertisements it is advertised.
    private void annotate() throws ApiFailure {
        Map<String, Optional<Set<String>>> selected = locked(advertising::selectedNetworks);
        boolean ofDefault = selected.values().stream()
                .anyMatch(names ->
                        names.filter(all -> all.contains(Network.DEFAULT)).isPresent());
        List<Attachment> all = locked(() -> List.copyOf(networks.attachments().values()));
        if (ofDefault
                && attachments.kindExists()
                && locked(() -> networks.hasNamespace(networks.ofDefault().namespace()))
                && all.stream().noneMatch(each -> each.network().equals(Network.DEFAULT))) {
            ObjectKey key = locked(networks::ofDefault);
            attempts.make(key, () -> attachDefault(key)); // it is told, and then annotated
        }
        for (Attachment each : all) {
            boolean meant = locked(() -> networks.tells(each));
            NavigableSet<String> names = new TreeSet<>();
            selected.forEach((name, of) -> {
                boolean already = each.advertisedBy().contains(name);
                if (of.map(networkNames -> meant && networkNames.contains(each.network()))
                        .orElse(already)) {
                    names.add(name);
                }
            });
            if (!names.equals(each.advertisedBy())) {
                attempts.make(List.of(each.uid(), names), () -> annotate(each, names));
            }
        }
    }

    private void annotate(Attachment attachment, NavigableSet<String> names) throws ApiFailure {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        // With its uid, as otherwise one that is gone would be made anew.
        ObjectNode metadata = tree.putObject("metadata")
                .put("name", attachment.key().name())
                .put("namespace", attachment.key().namespace())
                .put("uid", attachment.uid());
        JsonNode list = JsonNodeFactory.instance
                .arrayNode()
                .addAll(names.stream()
                        .<JsonNode>map(JsonNodeFactory.instance::textNode)
                        .toList());
        metadata.putObject("annotations").put(Labels.ROUTE_ADVERTISEMENTS, list.toString());
        api.apply(Resource.NETWORK_ATTACHMENT_DEFINITIONS, tree, FIELD_MANAGER);
    }

    /// As OVN-Kubernetes does when the first RouteAdvertisements selects the cluster's own network.
    private void attachDefault(ObjectKey key) throws ApiFailure {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        tree.putObject("spec")
                .put(
                        "config",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("cniVersion", "0.4.0")
                                .put("name", Attachment.DEFAULT_IN_CNI)
                                .put("type", Attachment.PLUGIN)
                                .toString());
        // Not applied: the next apply, of an annotation, would take away what this one has set.
        api.create(Resource.NETWORK_ATTACHMENT_DEFINITIONS, tree);
    }

    private void say() throws ApiFailure {
        Map<RouteAdvertisements, Acceptance> acceptances = locked(advertising::takeAcceptances);
        Set<String> unsaid = new HashSet<>();
        acceptances.keySet().forEach(each -> unsaid.add(each.name()));
        try {
            for (Map.Entry<RouteAdvertisements, Acceptance> each : acceptances.entrySet()) {
                if (say(each.getKey(), each.getValue())) {
                    unsaid.remove(each.getKey().name());
                }
            }
        } finally {
            note(() -> unsaid.forEach(advertising::unsaid));
        }
    }

    private boolean say(RouteAdvertisements about, Acceptance acceptance) throws ApiFailure {
        Optional<Condition> news = acceptance.over(about, clock.instant());
        if (news.isEmpty()) {
            return true;
        }
        ObjectNode status = status(about.name(), acceptance.summary(), news.get());
        boolean said = attempts.make(
                List.of(about.name(), about.generation(), acceptance),
                () -> api.applyStatus(Resource.ROUTE_ADVERTISEMENTS, status, FIELD_MANAGER));
        if (said) {
            LOG.info("RouteAdvertisements {}: {}", about.name(), acceptance.summary());
        }
        return said;
    }

    static ObjectNode status(String name, String summary, Condition condition) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("metadata").put("name", name);
        ObjectNode status = tree.putObject("status").put("status", summary);
        status.putArray("conditions")
                .addObject()
                .put("type", RouteAdvertisementsDecoder.ACCEPTED)
                .put("status", condition.accepted() ? "True" : "False")
                .put("reason", condition.reason())
                .put("message", condition.message())
                .put("observedGeneration", condition.observedGeneration())
                .put("lastTransitionTime", condition.since());
        return tree;
    }

    @Override
    public void close() {
        thread.close();
    }
}
