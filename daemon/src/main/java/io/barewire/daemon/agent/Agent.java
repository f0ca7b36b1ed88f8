package io.barewire.daemon.agent;

import io.barewire.daemon.control.ControlServer;
import io.barewire.daemon.http.HttpEndpoints;
import io.barewire.daemon.status.StatusWriter;
import io.barewire.fib.FibConfig;
import io.barewire.fib.KernelFib;
import io.barewire.kubernetes.Access;
import io.barewire.kubernetes.AccessException;
import io.barewire.kubernetes.ApiServer;
import io.barewire.mesh.cluster.ClusterSource;
import io.barewire.mesh.manifests.FileFault;
import io.barewire.mesh.manifests.ManifestWatcher;
import io.barewire.netlink.InterfaceMonitor;
import io.barewire.netlink.Interfaces;
import io.barewire.netlink.NetlinkException;
import io.barewire.ovn.OvnConfig;
import io.barewire.ovn.OvnRoutes;
import io.barewire.ovn.snat.Nft;
import io.barewire.ovn.snat.OutboundSnat;
import io.barewire.ovn.snat.PacketFilter;
import io.barewire.ovn.snat.SnatConfig;
import io.barewire.speaker.BgpSpeaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node's agent: read this and you know what there is and who talks to whom.
///
/// ```
/// ManifestWatcher or
/// ClusterSource ──── snapshots ──> PlanApplier ── plans ──> Instances: for each VRF and the default one
/// InterfaceMonitor ── addresses, VRFs ──┘                     Instance: BgpSpeaker ── best routes ─┬> KernelFib
///                            │                                                          if asked └> OvnRoutes
///                            └── if asked, pod networks and addresses ──> OutboundSnat
/// StatusWriter ── asks the PlanApplier and the Instances ──> API server
/// ControlServer, HttpEndpoints ── ask, through AgentState, the PlanApplier and the Instances
/// ```
///
/// The control socket comes first, because taking it tells that no other agent runs for this node; nothing else has
/// been touched by then. Closing goes the other way round, and the kernel keeps its routes.
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final Deque<AutoCloseable> parts;
    private final CompletableFuture<StartFailed> failed;
    private final Instances instances;
    private final Optional<InetSocketAddress> http;
    private final List<InetSocketAddress> https;

    private Agent(
            Deque<AutoCloseable> parts,
            CompletableFuture<StartFailed> failed,
            Instances instances,
            Optional<InetSocketAddress> http,
            List<InetSocketAddress> https) {
        this.parts = parts;
        this.failed = failed;
        this.instances = instances;
        this.http = http;
        this.https = https;
    }

    /// Starts everything. When this returns the manifests are being read; whatever state they are in, the agent stays.
    ///
    /// @param threadFailures what to show of threads that end by a defect
    public static Agent start(AgentConfig config, InstantSource clock, ThreadFailures threadFailures)
            throws StartFailed {
        return start(config, clock, threadFailures, Surroundings.REAL);
    }

    static Agent start(
            AgentConfig config, InstantSource clock, ThreadFailures threadFailures, Surroundings surroundings)
            throws StartFailed {
        LOG.info(
                "agent for node {} begins: manifests from {}, control socket {}",
                config.node(),
                config.source(),
                config.socket());
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        CompletableFuture<StartFailed> failed = new CompletableFuture<>();
        try {
            ControlServer control = bindControlSocket(config.socket());
            parts.push(control);
            Optional<KernelFib> fib = Optional.empty();
            if (config.fib().isPresent()) {
                KernelFib kernel = openFib(config.fib().get(), clock);
                parts.push(kernel);
                fib = Optional.of(kernel);
            }
            Optional<OvnRoutes> ovn = config.ovn().map(OvnRoutes::start);
            ovn.ifPresent(parts::push);
            Optional<OutboundSnat> snat = config.snat().map(_ -> startSnat(config));
            snat.ifPresent(parts::push);
            Optional<StatusWriter> status = Optional.empty();
            Optional<ApiServer> server = Optional.empty();
            if (config.access().isPresent()) {
                ApiServer api = connect(config.access().get());
                parts.push(api);
                server = Optional.of(api);
                status = config.status().map(what -> new StatusWriter(api, config.node(), what, clock));
            }
            Runnable changed = status.<Runnable>map(writer -> writer::look).orElse(() -> {});
            Instances instances = new Instances(config.fib(), fib, ovn, config.node(), clock, changed);
            PlanApplier plan = new PlanApplier(
                    config,
                    instances,
                    surroundings.patience(),
                    snat.flatMap(one -> config.snat().map(mode -> new SnatWishes(one, mode, config.node()))),
                    failed::complete,
                    changed);
            parts.push(plan);
            if (fib.isPresent()) {
                Function<Interfaces, PlanApplier.Machine> machine = interfaces -> new PlanApplier.Machine(
                        MachineFacts.of(config.node(), interfaces),
                        surroundings.vrfs().apply(interfaces));
                InterfaceMonitor monitor = openMonitor(interfaces -> plan.take(machine.apply(interfaces)));
                parts.push(monitor);
                plan.begin(machine.apply(monitor.current()));
            } else {
                plan.begin(new PlanApplier.Machine(surroundings.withoutNetlink().apply(config.node()), Map.of()));
            }
            parts.push(
                    switch (config.source()) {
                        case Source.Folder(Path folder) -> ManifestWatcher.start(folder, plan::snapshot);
                        case Source.Cluster cluster ->
                            ClusterSource.start(server.orElseThrow(), cluster.objects(), plan);
                    });

            if (status.isPresent()) {
                parts.push(status.get());
                status.get().start(new StatusSource(config.node(), plan, instances));
            }

            AgentState state = new AgentState(config, clock, plan, instances, ovn, snat, threadFailures);
            control.serve(new Answers(state));
            Optional<InetSocketAddress> http = Optional.empty();
            List<InetSocketAddress> https = List.of();
            Pages pages = new Pages(state);
            parts.push(pages);
            if (config.http().isPresent()) {
                HttpEndpoints endpoints = serve(config.http().get(), pages);
                parts.push(endpoints);
                http = Optional.of(endpoints.address());
            }
            if (config.securePages().isPresent()) {
                SecureServer secure = SecureServer.start(
                        config.securePages().get(), config.node(), pages, server.orElseThrow(), clock);
                parts.push(secure);
                https = secure.addresses();
                LOG.info("metrics over TLS on {}", https);
            }
            return new Agent(parts, failed, instances, http, https);
        } catch (StartFailed | RuntimeException failure) {
            closeAll(parts);
            throw failure;
        }
    }

    private static ControlServer bindControlSocket(Path socket) throws StartFailed {
        try {
            return ControlServer.bind(socket, ControlServer.Limits.DEFAULT);
        } catch (IOException failure) {
            throw new StartFailed(
                    "no control socket at " + socket + ": " + FileFault.of(socket, failure),
                    "Stop the other agent, make the folder if it is missing, or choose another --socket.",
                    failure);
        }
    }

    private static KernelFib openFib(FibConfig config, InstantSource clock) throws StartFailed {
        try {
            return KernelFib.open(config, clock);
        } catch (NetlinkException failure) {
            throw new StartFailed(
                    "the kernel's routes cannot be managed: " + failure.getMessage(),
                    "Run as root or with CAP_NET_ADMIN, or with --no-fib to leave the kernel alone.",
                    failure);
        }
    }

    private static InterfaceMonitor openMonitor(Consumer<Interfaces> changed) throws StartFailed {
        try {
            return InterfaceMonitor.open(changed);
        } catch (NetlinkException failure) {
            throw new StartFailed(
                    "interfaces and addresses cannot be read: " + failure.getMessage(),
                    "Run on Linux with netlink, or with --no-fib.",
                    failure);
        }
    }

    private static OutboundSnat startSnat(AgentConfig config) {
        Optional<PacketFilter> kernel = config.fib().map(_ -> new Nft());
        Optional<OvnConfig> database = config.ovn();
        return OutboundSnat.start(new SnatConfig(
                database.map(OvnConfig::endpoints).orElse(List.of()), database.flatMap(OvnConfig::tls), kernel));
    }

    private static ApiServer connect(Access access) throws StartFailed {
        try {
            return ApiServer.of(access);
        } catch (AccessException failure) {
            throw new StartFailed(
                    "the API server cannot be addressed: " + failure.getMessage(), failure.remedy(), failure);
        }
    }

    private static HttpEndpoints serve(InetSocketAddress address, Pages pages) throws StartFailed {
        try {
            HttpEndpoints endpoints = HttpEndpoints.start(address, pages.byPath());
            LOG.info("metrics and health on http://{}", Pages.authority(endpoints.address()));
            return endpoints;
        } catch (IOException failure) {
            throw new StartFailed(
                    "cannot serve HTTP on " + Pages.authority(address) + ": " + failure.getMessage(),
                    "Choose another --http ADDRESS:PORT, or --no-http.",
                    failure);
        }
    }

    /// Where metrics and health are served, with the port that the system chose when 0 was asked for.
    public Optional<InetSocketAddress> http() {
        return http;
    }

    /// The speaker of the default instance; empty while nothing has configured it.
    Optional<BgpSpeaker> speaker() {
        return instances.byDefault().speaker();
    }

    /// Where metrics are served over TLS: those of the agent before those of the sessions.
    List<InetSocketAddress> https() {
        return https;
    }

    /// Completes when it turns out later that the agent cannot do its work. Its other parts go on until [#close].
    public CompletableFuture<StartFailed> failed() {
        return failed;
    }

    /// Ends the sessions and everything else; routes stay in the kernel.
    @Override
    public void close() {
        closeAll(parts);
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failure) {
                LOG.warn("{} did not close well", part.getClass().getSimpleName(), failure);
            }
        }
    }
}
