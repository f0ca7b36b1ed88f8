package io.barewire.daemon.agent;

import io.barewire.bfd.BfdState;
import io.barewire.bfd.BfdStatus;
import io.barewire.bfd.Diagnostic;
import io.barewire.daemon.metrics.InstanceSample;
import io.barewire.mesh.Problem;
import io.barewire.mesh.plan.InstancePlan;
import io.barewire.ovn.OvnTotals;
import io.barewire.ovn.RouterTotals;
import io.barewire.ovn.snat.PodNetwork;
import io.barewire.ovn.snat.SnatStatus;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SpeakerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Is the node in the state that it should be in?
///
/// Until the start is complete every session counts. After that the loss of some sessions is noted but does not make
/// the node unready: one router that is down for maintenance must not hold up the roll-out of a whole cluster. The loss
/// of all of them does.
///
/// @param missing why not; ready when there is nothing
/// @param notes worth knowing although ready
public record Readiness(List<String> missing, List<String> notes) {
    private static final int LISTED = 10;

    public Readiness {
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
    }

    public boolean ready() {
        return missing.isEmpty();
    }

    /// @param threadFailure a thread that failed by a defect
    static Readiness of(PlanApplier.View view, List<InstanceSample> instances, Optional<String> threadFailure) {
        List<String> missing = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        threadFailure.ifPresent(why -> missing.add("a thread of the agent failed by a defect: " + why));
        if (!view.readManifests()) {
            missing.add("the manifests have not been read yet");
            view.problems().stream().map(Problem::toString).forEach(missing::add);
        } else if (!view.configured()) {
            missing.add("no object in the manifests configures this node");
        }
        view.applyFailure().ifPresent(missing::add);
        for (InstanceSample instance : instances) {
            Readiness one = of(instance);
            String prefix = instance.vrf().equals(InstancePlan.DEFAULT) ? "" : "VRF " + instance.vrf() + ": ";
            one.missing.forEach(what -> missing.add(prefix + what));
            one.notes.forEach(what -> notes.add(prefix + what));
        }
        if (instances.stream()
                .flatMap(instance -> instance.speaker().stream())
                .anyMatch(speaker -> !speaker.bfd().sessions().isEmpty())) {
            CollectorPauses.warning().ifPresent(notes::add);
        }
        long errors =
                view.problems().stream().filter(problem -> problem.isError()).count();
        if (errors > 0) {
            notes.add("errors in the manifests: " + errors + "; the last good versions are in force");
        }
        return new Readiness(missing, notes);
    }

    /// With what the northbound database lacks. Where somebody else writes there it is only noted.
    ///
    /// The router of the default network is there on every node of OVN-Kubernetes; of others it is not known
    /// whether they are to have one.
    Readiness and(OvnTotals ovn) {
        List<String> lacking = new ArrayList<>();
        if (ovn.endpoint().isEmpty()) {
            lacking.add(
                    "not connected to the northbound database: " + ovn.problem().orElse("no connection yet"));
        } else {
            ovn.problem().ifPresent(why -> lacking.add("the northbound database refuses routes: " + why));
            ovn.routers().stream()
                    .limit(1)
                    .filter(router -> !router.present())
                    .forEach(router ->
                            lacking.add("the northbound database has no router " + router.router() + ", or several"));
            ovn.routers().stream()
                    .filter(router -> router.present() && router.differs() > 0)
                    .map(Readiness::differing)
                    .forEach(lacking::add);
        }
        List<String> remarks = ovn.northdSilent()
                ? both(notes, List.of("northd does not say that it has seen our routes (sb_cfg): does it run?"))
                : notes;
        return ovn.imports()
                ? new Readiness(both(missing, lacking), remarks)
                : new Readiness(missing, both(remarks, lacking));
    }

    /// With what outbound SNAT lacks. Routers of others than the default network come when they are needed.
    Readiness and(SnatStatus snat) {
        List<String> lacking = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (SnatStatus.Network network : snat.networks()) {
            network.why()
                    .map(why -> "outbound SNAT of network " + network.name() + " is not in place: " + why)
                    .ifPresent(network.name().equals(PodNetwork.DEFAULT) ? lacking::add : remarks::add);
        }
        if (lacking.isEmpty()) {
            snat.problem().map(why -> "outbound SNAT: " + why).ifPresent(lacking::add);
        }
        return new Readiness(
                both(missing, lacking),
                both(notes, remarks.stream().limit(LISTED).toList()));
    }

    private static String differing(RouterTotals router) {
        return "routes that router " + router.router() + " has not as they should be: " + router.differs();
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static Readiness of(InstanceSample instance) {
        List<String> missing = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        instance.waiting().ifPresent(missing::add);
        instance.speaker().ifPresent(status -> {
            sessions(status, missing, notes);
            bfd(status.bfd(), notes);
        });
        instance.fib().ifPresent(totals -> {
            if (totals.refused() > 0) {
                missing.add("routes refused by the kernel: " + totals.refused());
            }
            if (totals.pending() > 0) {
                missing.add("routes not yet in the kernel: " + totals.pending());
            }
        });
        return new Readiness(missing, notes);
    }

    private static void sessions(SpeakerStatus status, List<String> missing, List<String> notes) {
        if (!status.converged()) {
            missing.add("not converged: not every peer has sent its End-of-RIB markers");
        }
        List<String> down = status.peers().stream()
                .filter(peer -> !peer.isEstablished())
                .map(Readiness::why)
                .toList();
        List<String> told = down.size() > LISTED ? new ArrayList<>(down.subList(0, LISTED)) : down;
        if (told.size() < down.size()) {
            told.add(down.size() - told.size() + " more sessions are not Established");
        }
        boolean unready = !status.converged() || (!down.isEmpty() && status.established() == 0);
        (unready ? missing : notes).addAll(told);
    }

    private static void bfd(BfdStatus bfd, List<String> notes) {
        bfd.sessions().stream()
                .filter(session -> session.state() != BfdState.UP)
                .limit(LISTED)
                .map(session -> "BFD with " + session.path().peer() + " is " + session.state()
                        + (session.diagnostic() == Diagnostic.NONE ? "" : ": " + session.diagnostic()))
                .forEach(notes::add);
    }

    private static String why(PeerStatus peer) {
        return "session with " + peer.id() + " is not Established"
                + peer.lastEnd().map(end -> ": " + end.why()).orElse("");
    }
}
