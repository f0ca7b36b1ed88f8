package io.barewire.daemon.agent;

import io.barewire.daemon.metrics.InstanceSample;
import io.barewire.fib.FollowedNextHops;
import io.barewire.fib.KernelFib;
import io.barewire.mesh.plan.InstancePlan;
import io.barewire.ovn.GatewayRouter;
import io.barewire.ovn.Gateways;
import io.barewire.ovn.OvnRouter;
import io.barewire.ovn.OvnRoutes;
import io.barewire.rib.KernelRoutes;
import io.barewire.rib.NextHopResolver;
import io.barewire.rib.PeerId;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.CloseMode;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.SpeakerConfig;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One routing instance: a speaker with its own tables and peers and, unless the kernel is left alone, a routing table.
/// Changed by one thread, looked at by any.
final class Instance {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
    private static final String SINK = "kernel";
    private static final String OVN_SINK = "ovn";

    private final String name;
    private final boolean forwards;
    private final Optional<KernelFib> elsewhere;
    private final Runnable changed;
    private final SwitchedNextHops nextHops;
    private final SwitchedKernelRoutes kernelRoutes;
    private volatile Optional<BgpSpeaker> speaker = Optional.empty();
    private volatile Optional<KernelFib> fib = Optional.empty();
    private volatile Optional<FollowedNextHops> lent = Optional.empty();
    /// As its kernel table has it, or that of others; without a kernel, as the peer has it.
    private volatile Gateways gateways;

    private volatile Optional<OvnRouter> ovn = Optional.empty();
    private volatile boolean started;

    // Of the thread that changes it.
    private Optional<SpeakerConfig> inForce = Optional.empty();

    /// @param name of the VRF, or [InstancePlan#DEFAULT]
    /// @param forwards routes are to go into the kernel
    /// @param elsewhere knows how others' next hops are reached while it has no table itself
    /// @param changed called when something happened to a session; must return at once
    Instance(String name, boolean forwards, Optional<KernelFib> elsewhere, Runnable changed) {
        this.name = name;
        this.forwards = forwards;
        this.elsewhere = elsewhere;
        this.changed = changed;
        this.nextHops = new SwitchedNextHops(noDevice());
        this.kernelRoutes = new SwitchedKernelRoutes(noDevice());
        this.gateways = forwards ? _ -> List.of() : Gateways.NEIGHBORS;
        if (!forwards) {
            nextHops.use(Optional.of(NextHopResolver.EVERYTHING_CONNECTED));
            kernelRoutes.use(Optional.of(KernelRoutes.UNKNOWN));
        }
    }

    private String noDevice() {
        return "there is no VRF device " + name;
    }

    String name() {
        return name;
    }

    boolean isDefault() {
        return name.equals(InstancePlan.DEFAULT);
    }

    PeerId peer(Endpoint endpoint) {
        return new PeerId(isDefault() ? endpoint.text() : endpoint.text() + "@" + name);
    }

    /// Before what is said of it, where there may be others.
    String prefix() {
        return isDefault() ? "" : "VRF " + name + ": ";
    }

    /// Empty while nothing has configured it.
    Optional<BgpSpeaker> speaker() {
        return speaker.filter(_ -> started);
    }

    /// Empty when the kernel is left alone, and while there is no VRF device.
    Optional<KernelFib> fib() {
        return fib;
    }

    /// Empty when no northbound database was named.
    Optional<OvnRouter> ovn() {
        return ovn;
    }

    /// Tells its best routes to a gateway router too, before it has a speaker.
    void importInto(OvnRoutes routes, GatewayRouter router) {
        ovn = Optional.of(routes.router(router, nextHop -> gateways.of(nextHop)));
    }

    InstanceSample sample() {
        Optional<KernelFib> now = fib;
        return new InstanceSample(
                name,
                speaker().map(BgpSpeaker::status),
                now.map(KernelFib::totals),
                forwards && now.isEmpty() ? Optional.of(noDevice()) : Optional.empty());
    }

    /// Puts routes there from now on, in place of what was before, which keeps those it has.
    ///
    /// @param next empty: routes that other instances lend it are known all the same, for OVN's gateway
    ///     router, which needs no table
    void forwardTo(Optional<KernelFib> next) {
        if (fib.isPresent()) {
            speaker.ifPresent(here -> here.removeRouteSink(SINK));
        }
        Optional<FollowedNextHops> before = lent;
        lent = next.isPresent() ? Optional.empty() : elsewhere.map(other -> other.nextHopsWithoutTable(noDevice()));
        fib = next;
        // From one to the other at once: whoever asks in between would take OVN's rows away.
        gateways = next.<Gateways>map(table -> table::gateways)
                .or(() -> lent.map(hops -> hops::gateways))
                .orElse(_ -> List.of());
        forget(before);
        nextHops.use(next.map(KernelFib::nextHops).or(() -> lent));
        kernelRoutes.use(next.map(KernelFib::routes));
        next.ifPresent(kernel -> speaker.ifPresent(here -> here.addRouteSink(SINK, kernel)));
        ovn.ifPresent(router -> {
            next.ifPresent(kernel -> kernel.onNetworkChange(router::networkChanged));
            lent.ifPresent(hops -> hops.onNetworkChange(router::networkChanged));
            router.networkChanged();
        });
    }

    private void forget(Optional<FollowedNextHops> hops) {
        hops.ifPresent(these -> elsewhere.orElseThrow().forget(these));
    }

    /// Its speaker, which does nothing yet if it is new.
    ///
    /// @param config for a new one
    BgpSpeaker speaker(SpeakerConfig config) {
        if (speaker.isEmpty()) {
            BgpSpeaker fresh = new BgpSpeaker(config, nextHops, kernelRoutes);
            fresh.addListener(new EventLog(prefix()));
            fresh.addListener(_ -> changed.run());
            fib.ifPresent(kernel -> fresh.addRouteSink(SINK, kernel));
            ovn.ifPresent(router -> fresh.addRouteSink(OVN_SINK, router));
            speaker = Optional.of(fresh);
        }
        return speaker.get();
    }

    /// Starts with this configuration, or goes on with it.
    ///
    /// @throws IOException when it cannot listen as configured; what was in force before stays
    void apply(SpeakerConfig next) throws IOException {
        if (inForce.filter(next::equals).isPresent()) {
            return;
        }
        BgpSpeaker here = speaker(next);
        if (!started) {
            here.apply(next);
            here.start();
            started = true;
            LOG.info("{}configuration: {}", prefix(), ConfigChange.describe(next));
        } else {
            here.apply(next);
            LOG.info("{}configuration changed: {}", prefix(), ConfigChange.describe(inForce.orElseThrow(), next));
        }
        inForce = Optional.of(next);
    }

    /// Keeps the speaker with nobody to talk to and nothing to say, so that what it put into the kernel is taken out.
    void silence() throws IOException {
        if (inForce.isPresent()) {
            apply(inForce.get().toBuilder()
                    .originated(Set.of())
                    .conditional(List.of())
                    .aggregates(Set.of())
                    .peers()
                    .build());
        }
    }

    /// The VRF's device is another one: sockets are bound to the one before.
    void deviceChanged() throws IOException {
        if (speaker.isPresent()) {
            speaker.get().vrfDeviceChanged(name);
        }
    }

    void close(CloseMode mode) {
        forget(lent);
        speaker.ifPresent(here -> here.close(mode));
    }
}
