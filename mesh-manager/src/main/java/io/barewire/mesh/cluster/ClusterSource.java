package io.barewire.mesh.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Problem;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.inforce.InForce;
import io.barewire.mesh.inforce.Part;
import io.barewire.mesh.inforce.Reading;
import io.barewire.mesh.objects.ClusterObject;
import io.barewire.mesh.objects.ClusterUserDefinedNetwork;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.KubeOvnSubnet;
import io.barewire.mesh.objects.Node;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Follows the objects that configure one node, and tells every change of their meaning.
///
/// Only what concerns the node is kept: its own Node (all of them where the managed mesh is on, or where that is asked
/// for), the networks and Subnets that pods live in, with Kube-OVN the Pods and Services that are announced, the
/// FRRConfigurations and RoutingPolicies of one namespace that select it, the Secrets that they name, and the one with
/// the mesh's keys. When the node's labels change, those that select it are listed again.
///
/// Nothing is told before everything is known, and not while a part of it is being listed again: what is told is always
/// complete, and when the API server goes away it stays as it was.
public final class ClusterSource implements AutoCloseable {
    /// Objects are decoded as fast as they come; those not decoded yet are waited with at the server.
    private static final int MOST_EVENTS = 64;

    /// Changes that come together are told together: an OVN-Kubernetes controller writes several objects at once.
    private static final Duration QUIET = Duration.ofMillis(10);

    private static final int MOST_AT_ONCE = 1_000;

    private static final Selection ALL_NODES = Selection.all(Resource.NODES);
    private static final List<Selection> PODS_LIVE_IN =
            List.of(Selection.all(Resource.CLUSTER_USER_DEFINED_NETWORKS), Selection.all(Resource.KUBE_OVN_SUBNETS));

    private final ApiServer server;
    private final ClusterSourceConfig config;
    private final ClusterListener listener;
    private final BlockingQueue<Followed.Event> events = new ArrayBlockingQueue<>(MOST_EVENTS);
    private final Thread thread;
    private volatile boolean closed;

    // The thread's own.
    private final Map<Selection, Followed> followed = new HashMap<>();
    private final WantedSecrets secrets;
    private InForce inForce = InForce.NOTHING;
    private @Nullable ClusterSnapshot told;
    private List<Problem> toldWaiting = List.of();
    private Map<String, String> labels = Map.of();
    private boolean mesh;
    private boolean fewer;

    private ClusterSource(ApiServer server, ClusterSourceConfig config, ClusterListener listener) {
        this.server = server;
        this.config = config;
        this.listener = listener;
        this.secrets = new WantedSecrets(config);
        this.thread = Thread.ofPlatform().daemon().name("cluster").unstarted(this::run);
    }

    /// Starts following; returns at once.
    ///
    /// @param server used for as long as this is not closed, and closed by whoever opened it
    public static ClusterSource start(ApiServer server, ClusterSourceConfig config, ClusterListener listener) {
        ClusterSource source = new ClusterSource(server, config, listener);
        source.thread.start();
        return source;
    }

    private void run() {
        follow(ownNode(), any -> true, false);
        config.ovnKubeConfig().ifPresent(map -> follow(named(Resource.CONFIG_MAPS, map), any -> true, true));
        ObjectKey settings = new ObjectKey(config.namespace(), FrrK8sConfiguration.NAME);
        follow(named(Resource.FRR_K8S_CONFIGURATIONS, settings), any -> true, true);
        PODS_LIVE_IN.forEach(each -> follow(each, any -> true, true));
        while (!closed) {
            try {
                if (takeEvents()) {
                    changed();
                }
            } catch (InterruptedException _) {
                closed = true;
            } catch (RuntimeException defect) {
                thread.getUncaughtExceptionHandler().uncaughtException(thread, defect);
            }
        }
        followed.values().forEach(Followed::close);
    }

    /// Waits for events, and for a moment without any.
    ///
    /// @return whether they change something
    private boolean takeEvents() throws InterruptedException {
        boolean changed = carryOut(events.take());
        for (int taken = 1; taken < MOST_AT_ONCE; taken++) {
            Followed.Event event = events.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
            if (event == null) {
                break;
            }
            changed |= carryOut(event);
        }
        return changed;
    }

    private boolean carryOut(Followed.Event event) {
        return event.of().equals(followed.get(event.of().selection()))
                && event.change().getAsBoolean();
    }

    private void changed() {
        do {
            fewer = false;
            look();
        } while (fewer);
    }

    private void look() {
        List<Decoded> objects = objects();
        followWhatConcerns(objects);
        followWhatKubeOvnAnnounces(objects);
        Optional<Problem> ofMeshKeys = Optional.ofNullable(followed.get(secrets.meshKeys()))
                .filter(keys -> mesh && keys.known())
                .flatMap(keys -> secrets.problem(keys.objects(), keys.forbidden()));
        List<Problem> problems = Stream.concat(
                        followed.values().stream().flatMap(each -> each.problem().stream()), ofMeshKeys.stream())
                .distinct()
                .sorted()
                .toList();
        if (followed.values().stream().allMatch(Followed::known)) {
            InForce next = inForce.after(new Reading(true, List.of(new Part("", true, objects, List.of())), problems));
            if (followSecretsOf(next) || fewer) {
                return; // told when those are known, and without what is not followed any more
            }
            inForce = next;
            tell(next.snapshot());
        } else if (told == null) {
            if (!problems.equals(toldWaiting)) {
                toldWaiting = problems;
                listener.waiting(problems);
            }
        } else {
            tell(withProblems(told, problems));
        }
    }

    private List<Decoded> objects() {
        Followed nodes = nodes();
        List<Decoded> objects = new ArrayList<>();
        followed.values().stream()
                .filter(each -> !each.selection().resource().equals(Resource.NODES) || each.equals(nodes))
                .forEach(each -> objects.addAll(each.objects()));
        return objects;
    }

    /// All of them where they are followed, else the own one.
    private @Nullable Followed nodes() {
        Followed all = followed.get(ALL_NODES);
        return all == null ? followed.get(ownNode()) : all;
    }

    /// What was told stays, and the reader learns why.
    private static ClusterSnapshot withProblems(ClusterSnapshot snapshot, List<Problem> problems) {
        List<Problem> all = snapshot.problems().stream()
                .filter(each -> !each.object().equals(Followed.API))
                .collect(Collectors.toCollection(ArrayList::new));
        all.addAll(problems);
        return new ClusterSnapshot(
                snapshot.nodes(),
                snapshot.frrConfigurations(),
                snapshot.routingPolicies(),
                snapshot.secrets(),
                snapshot.clusterNetworks(),
                snapshot.kubeOvn(),
                snapshot.ovnKubeConfig(),
                snapshot.frrK8sConfiguration(),
                all);
    }

    private void tell(ClusterSnapshot snapshot) {
        if (!snapshot.equals(told) && !closed) {
            told = snapshot;
            listener.snapshot(snapshot);
        }
    }

    private Selection ownNode() {
        return Selection.all(Resource.NODES).named(config.node());
    }

    private static Selection named(Resource resource, ObjectKey key) {
        return Selection.in(resource, key.namespace()).named(key.name());
    }

    private Followed follow(Selection selection, Predicate<ObjectNode> concernsUs, boolean optional) {
        return followed.computeIfAbsent(
                selection, _ -> new Followed(server, selection, concernsUs, optional, this::enqueue));
    }

    private void unfollow(Selection selection) {
        Followed old = followed.remove(selection);
        if (old != null) {
            fewer = true;
            // Its thread may be waiting for room among the events, which we are the one to make.
            Thread.ofVirtual().name("unfollow").start(old::close);
        }
    }

    private void enqueue(Followed.Event event) {
        try {
            while (!closed && !events.offer(event, 100, TimeUnit.MILLISECONDS)) {}
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is to be followed depends on this node's labels, and on whether there is a managed mesh.
    private void followWhatConcerns(List<Decoded> objects) {
        mesh = objects.stream().anyMatch(this::asksForMesh);
        if (mesh || config.allNodes()) {
            follow(ALL_NODES, any -> true, false);
        } else {
            unfollow(ALL_NODES);
        }
        Followed nodes = nodes();
        if (nodes == null || !nodes.known()) {
            return;
        }
        Map<String, String> now = values(nodes.objects())
                .flatMap(value -> value instanceof Node node && node.name().equals(config.node())
                        ? Stream.of(node.labels())
                        : Stream.of())
                .findFirst()
                .orElse(labels);
        boolean others = !now.equals(labels);
        labels = now;
        for (Resource resource : List.of(Resource.FRR_CONFIGURATIONS, Resource.ROUTING_POLICIES)) {
            Selection selection = Selection.in(resource, config.namespace());
            boolean before = followed.containsKey(selection);
            Followed each = follow(
                    selection,
                    object -> ObjectDecoder.mayConcern(object, labels),
                    resource.equals(Resource.ROUTING_POLICIES));
            if (before && others) {
                each.look();
            }
        }
    }

    /// Only where there is Kube-OVN, whose annotations these are.
    private void followWhatKubeOvnAnnounces(List<Decoded> objects) {
        Optional<Selection> pods = switch (config.kubeOvnPods()) {
            case NONE -> Optional.empty();
            case OWN -> Optional.of(new Selection(Resource.PODS, "", "", "spec.nodeName=" + config.node()));
            case ALL -> Optional.of(Selection.all(Resource.PODS));
        };
        if (pods.isEmpty()) {
            return;
        }
        boolean kubeOvn = objects.stream().anyMatch(each -> isOf(each, KubeOvnSubnet.KIND));
        for (Selection each : List.of(pods.get(), Selection.all(Resource.SERVICES))) {
            if (kubeOvn) {
                follow(each, object -> ObjectDecoder.mayBeAnnounced(object, config.node()), true);
            } else {
                unfollow(each);
            }
        }
    }

    private static boolean isOf(Decoded decoded, String kind) {
        return switch (decoded) {
            case Decoded.Good good -> good.id().kind().equals(kind);
            case Decoded.Broken broken -> broken.id().kind().equals(kind);
            case Decoded.Ignored _, Decoded.Unidentified _ -> false;
        };
    }

    private static Stream<ClusterObject> values(Collection<Decoded> objects) {
        return objects.stream()
                .flatMap(decoded -> decoded instanceof Decoded.Good good ? Stream.of(good.value()) : Stream.of());
    }

    /// What is broken now counts as it is in force.
    private boolean asksForMesh(Decoded decoded) {
        return switch (decoded) {
            case Decoded.Good good -> asksForMesh(good.value());
            case Decoded.Broken broken -> {
                InForce.Held held = inForce.held().get(broken.id());
                yield held != null && asksForMesh(held.value());
            }
            case Decoded.Ignored _, Decoded.Unidentified _ -> false;
        };
    }

    private static boolean asksForMesh(ClusterObject value) {
        return (value instanceof OvnKubeConfig ovnKube && ovnKube.managedMesh())
                || (value instanceof ClusterUserDefinedNetwork network && network.managedMesh());
    }

    /// @return whether there are some that are not known yet
    private boolean followSecretsOf(InForce next) {
        boolean others = secrets.take(next.snapshot());
        Followed all = followed.get(secrets.allPasswords());
        if (all != null && all.known() && !others) {
            secrets.brought(all.objects());
        }
        Set<Selection> wanted = secrets.passwords(all != null && all.forbidden());
        if (mesh) {
            wanted.add(secrets.meshKeys());
        }
        Set<Selection> surplus = new HashSet<>(followed.keySet());
        surplus.removeIf(each -> !each.resource().equals(Resource.SECRETS) || wanted.contains(each));
        surplus.forEach(this::unfollow);
        boolean more = !followed.keySet().containsAll(wanted);
        wanted.forEach(each -> follow(each, concerning(each), true));
        if (others && all != null && wanted.contains(all.selection())) {
            // Also where it is forbidden: it may go on later from where it was, and has not kept these.
            all.look();
            more = true;
        }
        return more;
    }

    private Predicate<ObjectNode> concerning(Selection some) {
        return some.equals(secrets.allPasswords()) ? secrets::isNamed : any -> true;
    }

    /// Stops; when this returns the listener is not running and will not be called again.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive() && !Thread.currentThread().equals(thread)) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
