package io.barewire.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.controller.ClusterView.LabeledNode;
import io.barewire.controller.advertise.Advertiser;
import io.barewire.controller.owner.ClusterFunction;
import io.barewire.controller.owner.Functions;
import io.barewire.controller.owner.ManagerLease;
import io.barewire.controller.owner.Mode;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.kubernetes.tls.ServerKeys;
import io.barewire.mesh.Origin;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// What runs once per cluster, put together. Every replica answers the API server; one of them leads, keeps the
/// certificate, deletes the states of nodes without an agent, and carries out RouteAdvertisements.
public final class Controller implements AutoCloseable {
    private static final String LEASE = "barewire-controller";

    private final WebhookServer server;
    private final Leadership leadership;
    private final Caretaker caretaker;
    private final Optional<CertificateFolder> folder;
    private final Optional<Advertiser> advertiser;

    private Controller(
            WebhookServer server,
            Leadership leadership,
            Caretaker caretaker,
            Optional<CertificateFolder> folder,
            Optional<Advertiser> advertiser) {
        this.server = server;
        this.leadership = leadership;
        this.caretaker = caretaker;
        this.folder = folder;
        this.advertiser = advertiser;
    }

    /// Serves at once; reviews are judged when the cluster has been seen.
    ///
    /// @param api closed by the caller, after this
    /// @throws IOException when the webhook's address cannot be bound
    public static Controller start(ControllerConfig config, ApiServer api, InstantSource clock) throws IOException {
        AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
        Runnable changed = () -> wake.get().run();
        Leadership leadership = new Leadership(api, config.namespace(), LEASE, config.identity(), clock, changed);
        ManagerLease manager = new ManagerLease(clock);
        ClusterView cluster = new ClusterView();
        Mirror nodes = new Mirror("Nodes");
        Mirror configurations = new Mirror("FRRConfigurations");
        Mirror.Listener nodesSeen = nodes.tell(nodesOf(cluster), () -> {});
        Mirror.Listener configurationsSeen = configurations.tell(configurationsOf(cluster), () -> {});
        Followed followed = new Followed();
        Functions functions = config.functions();
        Optional<ManagedNetworks> managed =
                isOff(functions, ClusterFunction.MANAGED_ROUTING) && isOff(functions, ClusterFunction.NETWORK_STATUS)
                        ? Optional.empty()
                        : Optional.of(new ManagedNetworks(
                                api,
                                nodes,
                                configurations,
                                followed,
                                config.namespace(),
                                functions,
                                config.overlayStatus(),
                                manager,
                                clock,
                                changed));
        Optional<Advertiser> advertiser = isOff(functions, ClusterFunction.ROUTE_ADVERTISEMENTS)
                ? Optional.empty()
                : Optional.of(new Advertiser(
                        api,
                        nodes,
                        configurations,
                        followed,
                        leadership::leads,
                        functions.mode(ClusterFunction.ROUTE_ADVERTISEMENTS),
                        manager,
                        clock));

        ServerKeys keys = new ServerKeys(WebhookCertificate.provisional(config.names(), clock.instant()));
        WebhookCertificate certificate =
                new WebhookCertificate(api, config.namespace(), config.names(), keys, clock, changed);
        Optional<CertificateFolder> folder = config.certificates().map(path -> new CertificateFolder(path, keys));
        StatusCleaner cleaner = new StatusCleaner(
                api, Selection.in(Resource.PODS, config.namespace()).labelled(config.agentSelector()), changed);
        List<Caretaker.Ward> wards = new ArrayList<>();
        if (folder.isEmpty()) {
            wards.add(certificate::tend);
        }
        wards.add(cleaner::tend);
        managed.ifPresent(networks -> {
            wards.add(networks::tendRouting);
            wards.add(networks::tendStatus);
        });
        Caretaker caretaker = new Caretaker(leadership::leads, wards);
        wake.set(caretaker::wake);

        WebhookServer server =
                WebhookServer.start(config.webhook(), keys.context(), config.tls(), new Admission(cluster), () -> {
                    if (!nodesSeen.complete()) {
                        return Optional.of("failed to get existing Node objects");
                    }
                    if (!configurationsSeen.complete()) {
                        return Optional.of("failed to get existing FRRConfiguration objects");
                    }
                    return folder.map(CertificateFolder::shown).orElseGet(certificate::shown)
                            ? Optional.empty()
                            : Optional.of("no certificate yet");
                });
        // What was started ends with `api`, which ends every following.
        api.follow(Selection.all(Resource.NODES), nodes);
        api.follow(Selection.all(Resource.FRR_CONFIGURATIONS), configurations);
        api.follow(Selection.all(StatusCleaner.FRR_NODE_STATES), cleaner.states());
        api.follow(Selection.in(Resource.PODS, config.namespace()).labelled(config.agentSelector()), cleaner.pods());
        if (folder.isPresent()) {
            folder.get().start();
        } else {
            api.follow(
                    Selection.in(Resource.SECRETS, config.namespace()).named(WebhookCertificate.SECRET),
                    certificate.secrets());
            api.follow(
                    Selection.all(WebhookCertificate.WEBHOOK_CONFIGURATIONS).named(WebhookCertificate.CONFIGURATION),
                    certificate.configurations());
        }
        if (managed.isPresent() || advertiser.isPresent()) {
            manager.follow(api);
        }
        followed.follow(api);
        leadership.start();
        caretaker.start();
        advertiser.ifPresent(Advertiser::start);
        return new Controller(server, leadership, caretaker, folder, advertiser);
    }

    private static boolean isOff(Functions functions, ClusterFunction function) {
        return functions.mode(function) == Mode.OFF;
    }

    private static Mirror.Target nodesOf(ClusterView cluster) {
        return new Mirror.Target() {
            @Override
            public void put(ObjectKey key, ObjectNode node) {
                Map<String, String> labels = new HashMap<>();
                for (Map.Entry<String, JsonNode> label :
                        node.path("metadata").path("labels").properties()) {
                    labels.put(label.getKey(), label.getValue().asText());
                }
                cluster.put(new LabeledNode(key.name(), labels));
            }

            @Override
            public void remove(ObjectKey key) {
                cluster.removeNode(key.name());
            }
        };
    }

    private static Mirror.Target configurationsOf(ClusterView cluster) {
        return new Mirror.Target() {
            // One that is broken is compared with nothing.
            @Override
            public void put(ObjectKey key, ObjectNode object) {
                if (ObjectDecoder.decode(object, Origin.NONE, LineFinder.NONE).getFirst()
                        instanceof Decoded.Good(var _, FrrConfiguration configuration, var _)) {
                    cluster.put(configuration);
                } else {
                    cluster.remove(key);
                }
            }

            @Override
            public void remove(ObjectKey key) {
                cluster.remove(key);
            }
        };
    }

    /// Where the webhook is served, with the port that the system chose when 0 was asked for.
    public InetSocketAddress address() {
        return server.address();
    }

    /// Another replica leads at once.
    @Override
    public void close() {
        server.close();
        caretaker.close();
        advertiser.ifPresent(Advertiser::close);
        leadership.close();
        folder.ifPresent(CertificateFolder::close);
    }
}
