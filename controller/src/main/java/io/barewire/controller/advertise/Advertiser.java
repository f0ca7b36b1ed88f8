package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    private static final Set<String> THEIR_FIELD_MANAGERS = Set.of("clustermanager-routeadvertisements-controller");

    /// When nothing happens: a lease may have run out meanwhile.
    private static final Duration PERIOD = Duration.ofSeconds(5);

    /// How long a RouteAdvertisements waits for OVN-Kubernetes' cluster manager, which takes less than one.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Resource EGRESS_IPS = new Resource("k8s.ovn.org", "v1", "egressips", "EgressIP", false);
    private static final Resource NAMESPACES = new Resource("", "v1", "namespaces", "Namespace", false);

    /// Where the cluster's own network has its NetworkAttachmentDefinition.
    private static final String OVN_KUBERNETES = "ovn-kubernetes";

    /// What waits for somebody to deal with it.
    private record Waiting(long generation, Instant since) {}

    private final ApiServer api;
    private final BooleanSupplier leads;
    private final Mode mode;
    private final ManagerLease lease;
    private final InstantSource clock;
    private final Mirror attachments;
    private final Mirror egressIps;
    private final Mirror advertisements;
    private final Mirror clusterNetworks;
    private final Mirror ovnKubeConfig;
    private final Mirror namespaces;
    private final Semaphore woken = new Semaphore(0);
    private final OwnThread thread;
    private volatile BooleanSupplier complete = () -> false;

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
    private final Map<Pair, Instant> again = new HashMap<>();
    private String lastFailure = "";
    private boolean refusedBefore;

    /// @param leads whether this replica does
    /// @param lease of OVN-Kubernetes' cluster manager
    public Advertiser(ApiServer api, BooleanSupplier leads, Mode mode, ManagerLease lease, InstantSource clock) {
        this.api = api;
        this.leads = leads;
        this.mode = mode;
        this.lease = lease;
        this.clock = clock;
        this.advertisements = Mirror.optional("RouteAdvertisements", advertisementsTarget(), this::wake);
        this.clusterNetworks = Mirror.optional("ClusterUserDefinedNetworks", clusterNetworksTarget(), this::wake);
        this.attachments =
                Mirror.optional("NetworkAttachmentDefinitions", attachmentsTarget(), this::networksMayHaveChanged);
        this.egressIps = Mirror.optional("EgressIPs", egressIpsTarget(), this::networksMayHaveChanged);
        this.namespaces = new Mirror("Namespaces", namespacesTarget(), this::wake);
        this.ovnKubeConfig = new Mirror("the ConfigMap of OVN-Kubernetes", ovnKubeConfigTarget(), this::wake);
        this.thread = new OwnThread("advertiser", this::run);
    }

    /// Follows what nobody else of the controller does.
    ///
    /// @param known whether what is followed elsewhere, Nodes and FRRConfigurations, has been seen
    public void follow(BooleanSupplier known) {
        if (mode == Mode.OFF) {
            return;
        }
        api.follow(Selection.all(Resource.ROUTE_ADVERTISEMENTS), advertisements);
        api.follow(Selection.all(Resource.CLUSTER_USER_DEFINED_NETWORKS), clusterNetworks);
        api.follow(Selection.all(Resource.NETWORK_ATTACHMENT_DEFINITIONS), attachments);
        api.follow(Selection.all(EGRESS_IPS), egressIps);
        api.follow(Selection.all(NAMESPACES), namespaces);
        ObjectKey config = ClusterSourceConfig.OVN_KUBE_CONFIG;
        api.follow(Selection.in(Resource.CONFIG_MAPS, config.namespace()).named(config.name()), ovnKubeConfig);
        complete = () -> known.getAsBoolean()
                && lease.seen()
                && Stream.of(advertisements, clusterNetworks, attachments, egressIps, namespaces, ovnKubeConfig)
                        .allMatch(Mirror::complete);
    }

    public void start() {
        if (mode != Mode.OFF) {
            thread.start();
        }
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

    public Mirror.Target configurations() {
        return target(advertising::putConfiguration, advertising::removeConfiguration);
    }

    public Mirror.Target nodes() {
        return target((_, tree) -> advertising.put(NodeView.of(tree)), key -> advertising.removeNode(key.name()));
    }

    private Mirror.Target clusterNetworksTarget() {
        return target(
                (key, tree) -> {
                    if (ObjectDecoder.decode(tree, Origin.NONE, LineFinder.NONE).getFirst()
                            instanceof Decoded.Good(var _, ClusterUserDefinedNetwork network, var _)) {
                        networks.put(network);
                    } else {
                        LOG.warn("ClusterUserDefinedNetwork {} makes no sense; it is not advertised", key.name());
                        networks.removeNetwork(key.name());
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
                        case Decoded.Broken(var _, var _, var problems) ->
                            LOG.warn("the last good one stays in force: {}", problems.getFirst());
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

    private Mirror.Target egressIpsTarget() {
        return target(
                (key, tree) -> {
                    EgressIpDecoder.decode(tree)
                            .ifPresentOrElse(
                                    egressIp -> networks.put(key.name(), egressIp),
                                    () -> networks.removeEgressIp(key.name()));
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
                if (advertisements.kindExists() && leads.getAsBoolean() && complete.getAsBoolean()) {
                    work();
                }
                lastFailure = "";
            } catch (ApiFailure failure) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                String text = text(failure);
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

    private static String text(ApiFailure failure) {
        return failure.getMessage() + (failure.remedy().isEmpty() ? "" : "; " + failure.remedy());
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
            Hand hand = hands.containsValue(Hand.THEIRS)
                    ? Hand.THEIRS
                    : hands.containsValue(Hand.OURS) ? Hand.OURS : Hand.NOBODYS;
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

    private void act() throws ApiFailure {
        note(this::lookAtNetworks);
        refusedBefore = false;
        Instant now = clock.instant();
        again.forEach((pair, when) -> {
            if (!when.isAfter(now)) {
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
                carryOut(change);
            }
            return true;
        } catch (ApiFailure failure) {
            if (failure.status() < 400
                    || failure.status() == 401
                    || failure.status() == 429
                    || failure.status() >= 500) {
                note(() -> advertising.dueAgain(pair));
                throw failure;
            }
            // Thousands may be refused for one reason; the status names some.
            if (refusedBefore) {
                LOG.debug("{}", text(failure));
            } else {
                LOG.warn("{}", text(failure));
            }
            refusedBefore = true;
            note(() -> advertising.refused(pair, Fault.internal(text(failure))));
            again.put(pair, clock.instant().plus(PATIENCE));
            return true;
        }
    }

    private void carryOut(Change change) throws ApiFailure {
        switch (change) {
            case Change.Delete(Existing object) -> {
                ObjectKey key = object.key();
                api.delete(Resource.FRR_CONFIGURATIONS, key.namespace(), key.name(), Optional.of(object.uid()));
                note(() -> advertising.deleted(key));
                LOG.info("FRRConfiguration {} deleted: {} is not wanted any more", key, object.purpose());
            }
            case Change.Write(String namespace, String name, Generated object) -> {
                ObjectNode answer = write(namespace, name, object);
                ObjectKey key = new ObjectKey(namespace, name);
                note(() -> advertising.written(key, object, answer));
                LOG.info("FRRConfiguration {} written for {}", key, object.purpose());
            }
        }
    }

    private ObjectNode write(String namespace, String name, Generated object) throws ApiFailure {
        ObjectNode answer = api.apply(Resource.FRR_CONFIGURATIONS, tree(namespace, name, object), FIELD_MANAGER);
        if (!Leftover.in(answer.path("spec"), object.spec())) {
            return answer;
        }
        answer.set("spec", object.spec());
        return switch (api.replace(Resource.FRR_CONFIGURATIONS, answer)) {
            case Replacement.Done(ObjectNode now) -> now;
            case Replacement.Conflict.CONFLICT -> answer; // somebody has changed it meanwhile, which will be told
        };
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
                && locked(() -> networks.hasNamespace(OVN_KUBERNETES))
                && all.stream().noneMatch(each -> each.network().equals(Network.DEFAULT))) {
            attachDefault();
            return; // it is told, and then annotated
        }
        for (Attachment each : all) {
            NavigableSet<String> names = new TreeSet<>();
            selected.forEach((name, of) -> {
                boolean already = each.advertisedBy().contains(name);
                boolean meant = each.network().equals(Network.DEFAULT) || each.ofClusterNetwork();
                if (of.map(networkNames -> meant && networkNames.contains(each.network()))
                        .orElse(already)) {
                    names.add(name);
                }
            });
            if (!names.equals(each.advertisedBy())) {
                annotate(each, names);
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
        try {
            api.apply(Resource.NETWORK_ATTACHMENT_DEFINITIONS, tree, FIELD_MANAGER);
            note(() -> networks.put(attachment.withAdvertisedBy(names)));
        } catch (ApiFailure failure) {
            if (failure.status() != 404 && failure.status() != 409) {
                throw failure;
            }
        }
    }

    /// As OVN-Kubernetes does when the first RouteAdvertisements selects the cluster's own network.
    private void attachDefault() throws ApiFailure {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("metadata").put("name", Network.DEFAULT).put("namespace", OVN_KUBERNETES);
        tree.putObject("spec")
                .put(
                        "config",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("cniVersion", "0.4.0")
                                .put("name", Attachment.DEFAULT_IN_CNI)
                                .put("type", Attachment.PLUGIN)
                                .toString());
        api.apply(Resource.NETWORK_ATTACHMENT_DEFINITIONS, tree, FIELD_MANAGER);
    }

    /// What one is refused for keeps no other from being said.
    private void say() throws ApiFailure {
        Optional<ApiFailure> failed = Optional.empty();
        for (Map.Entry<RouteAdvertisements, Acceptance> each :
                locked(advertising::takeAcceptances).entrySet()) {
            RouteAdvertisements advertisements = each.getKey();
            Optional<Condition> news = each.getValue().over(advertisements, clock.instant());
            if (news.isEmpty()) {
                continue;
            }
            try {
                api.applyStatus(
                        Resource.ROUTE_ADVERTISEMENTS,
                        status(advertisements.name(), each.getValue().summary(), news.get()),
                        FIELD_MANAGER);
                LOG.info(
                        "RouteAdvertisements {}: {}",
                        advertisements.name(),
                        each.getValue().summary());
            } catch (ApiFailure failure) {
                if (failure.status() != 404) {
                    note(() -> advertising.unsaid(advertisements.name()));
                    failed = Optional.of(failure);
                }
            }
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
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
