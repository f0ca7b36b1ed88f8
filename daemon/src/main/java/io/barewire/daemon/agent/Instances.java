package io.barewire.daemon.agent;

import io.barewire.fib.FibConfig;
import io.barewire.fib.KernelFib;
import io.barewire.mesh.plan.InstancePlan;
import io.barewire.netlink.NetlinkException;
import io.barewire.ovn.GatewayRouter;
import io.barewire.ovn.OvnRouter;
import io.barewire.ovn.OvnRoutes;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.CloseMode;
import io.barewire.speaker.RouteImport;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The routing instances of this node, kept as a plan has them: a speaker and a kernel table for each VRF, and which of
/// them takes in whose routes. Changed by one thread, looked at by any.
final class Instances {
    private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

    /// Before the name of a ClusterUserDefinedNetwork, whose VRF has that name, in the names of OVN's objects.
    private static final String CLUSTER_NETWORK = "cluster_udn_";

    private record Import(String borrower, String lender) {}

    private final Optional<FibConfig> fibConfig;
    private final Optional<KernelFib> main;
    private final InstantSource clock;
    private final Runnable changed;
    private final Optional<OvnRoutes> ovn;
    private final String node;
    private final Instance byDefault;
    private volatile List<Instance> vrfs = List.of();

    // Of the thread that changes them.
    private final Map<Import, RouteImport> imports = new HashMap<>();
    private final Map<String, VrfDevice> devices = new HashMap<>();

    /// @param fibConfig how routes go into the kernel; empty: they do not
    /// @param main the table of the default instance, which somebody else closes
    /// @param ovn has the gateway routers of this node's networks; somebody else closes it
    /// @param node the name of this node, of which those routers have theirs
    /// @param changed called when something happened to a session; must return at once
    Instances(
            Optional<FibConfig> fibConfig,
            Optional<KernelFib> main,
            Optional<OvnRoutes> ovn,
            String node,
            InstantSource clock,
            Runnable changed) {
        this.fibConfig = fibConfig;
        this.clock = clock;
        this.changed = changed;
        this.ovn = ovn;
        this.node = node;
        this.main = main;
        this.byDefault = new Instance(InstancePlan.DEFAULT, main.isPresent(), Optional.empty(), changed);
        ovn.ifPresent(routes -> byDefault.importInto(routes, GatewayRouter.ofDefaultNetwork(node)));
        if (main.isPresent()) {
            byDefault.forwardTo(main);
        }
    }

    /// The default one first, whether or not it has been configured.
    List<Instance> all() {
        List<Instance> all = new ArrayList<>(vrfs);
        all.addFirst(byDefault);
        return all;
    }

    Instance byDefault() {
        return byDefault;
    }

    Optional<Instance> instance(String name) {
        return all().stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /// @param found the VRF devices of this machine now, by name
    /// @param overlays what no gateway router is told, beside `protect`, by instance
    /// @return why it could not be done, for each instance with which it could not
    Map<Instance, IOException> apply(
            List<InstancePlan> plans,
            Map<String, VrfDevice> found,
            Set<Prefix> protect,
            Map<String, Set<Prefix>> overlays) {
        Map<Instance, IOException> failures = new HashMap<>();
        Set<String> names = plans.stream().map(InstancePlan::name).collect(Collectors.toSet());
        vrfs.stream().filter(vrf -> !names.contains(vrf.name())).toList().forEach(this::remove);
        for (InstancePlan plan : plans) {
            instance(plan.name()).orElseGet(() -> add(plan.name())).speaker(plan.speaker());
        }
        importAsIn(plans);
        for (Instance vrf : vrfs) {
            attempt(vrf, failures, () -> move(vrf, Optional.ofNullable(found.get(vrf.name())), protect));
        }
        tellTables(protect);
        tellRouters(protect, overlays);
        if (!names.contains(InstancePlan.DEFAULT)) {
            attempt(byDefault, failures, byDefault::silence);
        }
        for (InstancePlan plan : plans) {
            Instance instance = instance(plan.name()).orElseThrow();
            attempt(instance, failures, () -> instance.apply(plan.speaker()));
        }
        return failures;
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Instance instance, Map<Instance, IOException> failures, Step step) {
        try {
            step.run();
        } catch (IOException failure) {
            failures.putIfAbsent(instance, failure);
        }
    }

    private Instance add(String name) {
        Instance fresh = new Instance(name, fibConfig.isPresent(), main, changed);
        ovn.ifPresent(routes -> fresh.importInto(routes, GatewayRouter.ofNetwork(CLUSTER_NETWORK + name, node)));
        if (main.isPresent()) {
            fresh.forwardTo(Optional.empty());
        }
        List<Instance> more = new ArrayList<>(vrfs);
        more.add(fresh);
        vrfs = List.copyOf(more);
        return fresh;
    }

    /// Sessions end, and routes leave the kernel and the instances that took them in.
    private void remove(Instance vrf) {
        LOG.info("VRF {}: no object configures it any more", vrf.name());
        end(imports.keySet().stream()
                .filter(each ->
                        each.borrower().equals(vrf.name()) || each.lender().equals(vrf.name()))
                .collect(Collectors.toSet()));
        try {
            vrf.silence();
        } catch (IOException impaired) {
            LOG.debug("VRF {}: its sessions end without Peer De-configured", vrf.name(), impaired);
        }
        vrf.close(CloseMode.SHUTDOWN);
        vrf.ovn().ifPresent(OvnRouter::withdraw);
        vrf.fib().ifPresent(KernelFib::flushAndClose);
        devices.remove(vrf.name());
        vrfs = vrfs.stream().filter(one -> one != vrf).toList();
    }

    private void importAsIn(List<InstancePlan> plans) {
        Map<String, InstancePlan> byName = plans.stream().collect(Collectors.toMap(InstancePlan::name, plan -> plan));
        Set<Import> wanted = new HashSet<>();
        plans.forEach(plan -> plan.imports().forEach(lender -> wanted.add(new Import(plan.name(), lender))));
        Set<Import> gone = new HashSet<>(imports.keySet());
        gone.removeAll(wanted);
        end(gone);
        for (Import each : wanted) {
            imports.computeIfAbsent(
                    each,
                    _ -> speaker(each.borrower(), byName).importFrom(each.lender(), speaker(each.lender(), byName)));
        }
    }

    private BgpSpeaker speaker(String name, Map<String, InstancePlan> plans) {
        SpeakerConfig config =
                Optional.ofNullable(plans.get(name)).orElseThrow().speaker();
        return instance(name).orElseThrow().speaker(config);
    }

    private void end(Set<Import> gone) {
        gone.forEach(each -> Optional.ofNullable(imports.remove(each)).ifPresent(RouteImport::close));
    }

    /// To the table of its device now; out of the table of a device that is gone or was made anew.
    private void move(Instance vrf, Optional<VrfDevice> device, Set<Prefix> protect) throws IOException {
        if (fibConfig.isEmpty() || Optional.ofNullable(devices.get(vrf.name())).equals(device)) {
            return;
        }
        vrf.fib().ifPresent(old -> {
            vrf.forwardTo(Optional.empty());
            old.flushAndClose();
            devices.remove(vrf.name());
            LOG.warn("VRF {}: its device is gone; routes and sessions wait for it", vrf.name());
        });
        if (device.isPresent()) {
            int table = device.get().table();
            refuseTableOfAnother(table);
            // Known before anybody asks: routes that others lend it would go for a moment.
            Map<String, Integer> tables = tables();
            tables.put(vrf.name(), table);
            try {
                KernelFib kernel = KernelFib.open(fibConfig.get().withTable(table), clock, tables);
                kernel.setProtectedPrefixes(protect);
                vrf.forwardTo(Optional.of(kernel));
            } catch (NetlinkException refused) {
                throw new IOException("table " + table + " cannot be managed: " + refused.getMessage(), refused);
            }
            devices.put(vrf.name(), device.get());
            LOG.info("VRF {}: its routing table is {}", vrf.name(), table);
            vrf.deviceChanged();
        }
    }

    /// Two that keep one table would sweep each other's routes.
    private void refuseTableOfAnother(int table) throws IOException {
        Optional<String> other = fibConfig.orElseThrow().table() == table
                ? Optional.of("the default instance")
                : devices.entrySet().stream()
                        .filter(each -> each.getValue().table() == table)
                        .map(each -> "VRF " + each.getKey())
                        .findFirst();
        if (other.isPresent()) {
            throw new IOException(
                    "table " + table + " is that of " + other.get() + "; give the VRF's device a table of its own");
        }
    }

    /// Who is where, for next hops of imported routes, and what no route may replace.
    private void tellTables(Set<Prefix> protect) {
        Map<String, Integer> tables = tables();
        for (Instance instance : all()) {
            instance.fib().ifPresent(kernel -> {
                kernel.setInstances(tables);
                kernel.setProtectedPrefixes(protect);
            });
        }
    }

    private Map<String, Integer> tables() {
        Map<String, Integer> tables = new HashMap<>();
        fibConfig.ifPresent(config -> tables.put(InstancePlan.DEFAULT, config.nextHopTable()));
        devices.forEach((name, device) -> tables.put(name, device.table()));
        return tables;
    }

    private void tellRouters(Set<Prefix> protect, Map<String, Set<Prefix>> overlays) {
        for (Instance instance : all()) {
            Set<Prefix> excluded = new HashSet<>(protect);
            excluded.addAll(overlays.getOrDefault(instance.name(), Set.of()));
            instance.ovn().ifPresent(router -> router.exclude(excluded));
        }
    }

    /// Ends all sessions; routes stay in the kernel.
    void close() {
        all().forEach(instance -> instance.close(CloseMode.RESTART));
        vrfs.forEach(vrf -> vrf.fib().ifPresent(KernelFib::close));
    }
}
