package io.barewire.daemon.show;

import io.barewire.bfd.BfdProfile;
import io.barewire.daemon.log.LogLevel;
import io.barewire.mesh.objects.FrrConfiguration.NamedBfdProfile;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.plan.InstancePlan;
import io.barewire.mesh.plan.NodePlan;
import io.barewire.rib.Aggregate;
import io.barewire.rib.ExportPolicy.ExportedNextHop;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.rib.LocalAs;
import io.barewire.rib.PrefixLimits;
import io.barewire.speaker.ConditionalPrefixes;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerConfig.Timers;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.speaker.Source;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A node's plan in the words of FRR's `show running-config`, under the names that frr-k8s gives lists and maps: for
/// people and tools that know where to look in it. Nothing reads it back. What FRR has no words for stands in comments;
/// keys stand nowhere.
public final class FrrConfig {
    /// Percent of a limit; FRR does not say it.
    private static final int USUAL_WARNING = 75;

    private final StringBuilder text = new StringBuilder();
    private final NodePlan plan;

    private FrrConfig(NodePlan plan) {
        this.plan = plan;
    }

    /// @param hostName of the machine
    /// @param level that this agent logs at
    public static String of(NodePlan plan, String hostName, LogLevel level) {
        FrrConfig config = new FrrConfig(plan);
        config.line("log stdout " + level(level));
        config.line("log timestamp precision 3");
        config.line("hostname " + hostName);
        config.line("ip nht resolve-via-default");
        config.line("ipv6 nht resolve-via-default");
        config.line("!");
        plan.instances().forEach(config::router);
        plan.instances().forEach(config::policies);
        config.bfdProfiles();
        return config.line("end").text.toString();
    }

    /// As frr-k8s maps its own.
    private static String level(LogLevel level) {
        return switch (level) {
            case ERROR -> "errors";
            case WARN -> "warnings";
            case INFO -> "informational";
            case DEBUG, TRACE -> "debugging";
        };
    }

    private FrrConfig line(String line) {
        text.append(line).append('\n');
        return this;
    }

    private static String vrf(InstancePlan instance) {
        return instance.name().equals(InstancePlan.DEFAULT) ? Router.DEFAULT_VRF : instance.name();
    }

    private void router(InstancePlan instance) {
        SpeakerConfig speaker = instance.speaker();
        String vrf = vrf(instance);
        line("router bgp " + speaker.localAs() + (vrf.isEmpty() ? "" : " vrf " + vrf));
        line(" bgp router-id " + speaker.bgpIdentifier());
        line(" no bgp ebgp-requires-policy");
        line(" no bgp default ipv4-unicast");
        line(" bgp graceful-restart preserve-fw-state");
        line(" no bgp network import-check");
        speaker.peers().forEach(peer -> neighbor(peer, speaker.localAs(), vrf));
        for (AddressFamily family : AddressFamily.values()) {
            family(instance, family);
        }
        line("exit").line("!");
    }

    private void neighbor(PeerConfig peer, long localAs, String vrf) {
        String neighbor = " neighbor " + peer.endpoint().text() + " ";
        String as = "remote-as " + peer.remoteAs();
        line(neighbor + (peer.endpoint() instanceof Endpoint.Interface ? "interface " + as : as));
        peer.session().localAs().ifPresent(local -> line(neighbor + localAs(local)));
        switch (peer.tcp().reach()) {
            case Reach.Direct() -> {}
            case Reach.Adjacent() -> line(neighbor + "disable-connected-check");
            case Reach.Multihop(int hops) -> {
                if (peer.remoteAs().mayBeExternal(localAs)) {
                    line(neighbor + "ebgp-multihop" + (hops == Reach.MAXIMUM_TTL ? "" : " " + hops));
                }
            }
            case Reach.TtlSecurity(int hops) -> line(neighbor + "ttl-security hops " + hops);
        }
        if (peer.port() != PeerConfig.BGP_PORT) {
            line(neighbor + "port " + peer.port());
        }
        timers(neighbor, peer.timers());
        switch (peer.tcp().protection()) {
            case Protection.None() -> {}
            case Protection.Md5 _ -> line(neighbor + "password <retracted>");
            case Protection.Ao _ -> line(" !" + neighbor + "is authenticated by TCP-AO");
        }
        switch (peer.tcp().source()) {
            case Source.Any() -> {}
            case Source.Address(IpAddress address) -> line(neighbor + "update-source " + address);
            case Source.Interface(String name) -> line(neighbor + "update-source " + name);
        }
        if (peer.session().gracefulRestart().isRestarter()) {
            line(neighbor + "graceful-restart");
        }
        if (peer.bfd().isPresent()) {
            line(neighbor + "bfd");
            profile(vrf, peer.endpoint()).ifPresent(profile -> line(neighbor + "bfd profile " + profile.name()));
        }
    }

    private void timers(String neighbor, Timers timers) {
        Timers usual = Timers.DEFAULT;
        if (!timers.hold().equals(usual.hold()) || !timers.keepalive().equals(usual.keepalive())) {
            line(neighbor + "timers " + timers.keepalive().toSeconds() + " "
                    + timers.hold().toSeconds());
        }
        if (!timers.connectRetry().equals(usual.connectRetry())) {
            line(neighbor + "timers connect " + timers.connectRetry().toSeconds());
        }
    }

    private static String localAs(LocalAs local) {
        return "local-as " + local.as() + (local.noPrepend() ? " no-prepend" : "")
                + (local.replaceAs() ? " replace-as" : "") + (local.dualAs() ? " dual-as" : "");
    }

    private void family(InstancePlan instance, AddressFamily family) {
        SpeakerConfig speaker = instance.speaker();
        List<PeerConfig> peers = speaker.peers().stream()
                .filter(peer -> peer.families().contains(family))
                .toList();
        List<String> prefixes = speaker.originated().stream()
                .filter(prefix -> prefix.family() == family)
                .sorted()
                .map(prefix -> "network " + prefix)
                .toList();
        List<Aggregate> aggregates = speaker.aggregates().stream()
                .filter(aggregate -> aggregate.prefix().family() == family)
                .sorted(Comparator.comparing(Aggregate::prefix))
                .toList();
        if (peers.isEmpty()
                && prefixes.isEmpty()
                && aggregates.isEmpty()
                && instance.imports().isEmpty()) {
            return;
        }
        line(" !").line(" address-family " + Wording.family(family) + " unicast");
        prefixes.forEach(prefix -> line("  " + prefix));
        aggregates.forEach(aggregate ->
                line("  aggregate-address " + aggregate.prefix() + (aggregate.summaryOnly() ? " summary-only" : "")));
        speaker.conditional().forEach(conditional -> conditional(conditional, family));
        peers.forEach(peer -> activate(peer, vrf(instance), family));
        instance.imports().stream().sorted().forEach(vrf -> line("  import vrf " + vrf));
        line(" exit-address-family");
    }

    private void conditional(ConditionalPrefixes conditional, AddressFamily family) {
        conditional.prefixes().stream()
                .filter(prefix -> prefix.family() == family)
                .sorted()
                .forEach(prefix -> line("  ! network " + prefix + " while condition " + conditional.name() + " holds"));
    }

    private void activate(PeerConfig peer, String vrf, AddressFamily family) {
        String neighbor = "  neighbor " + peer.endpoint().text() + " ";
        String map = RouteMaps.id(peer, vrf);
        line(neighbor + "activate");
        switch (peer.policy().imports().ownAs()) {
            case OwnAs.Refused() -> {}
            case OwnAs.AtMost(int times) -> line(neighbor + "allowas-in " + times);
            case OwnAs.AsOrigin() -> line(neighbor + "allowas-in origin");
        }
        if (peer.policy().exports().asOverride()) {
            line(neighbor + "as-override");
        }
        switch (peer.policy().exports().nextHop(family)) {
            case ExportedNextHop.Standard(), ExportedNextHop.Address _ -> {}
            case ExportedNextHop.Self() -> line(neighbor + "next-hop-self force");
            case ExportedNextHop.Unchanged() -> line(neighbor + "attribute-unchanged next-hop");
        }
        limits(peer.policy().imports().limits(), family).ifPresent(most -> line(neighbor + most));
        line(neighbor + "route-map " + map + "-in in");
        line(neighbor + "route-map " + map + "-out out");
    }

    /// FRR has no limit for both families together.
    private static Optional<String> limits(PrefixLimits limits, AddressFamily family) {
        if (limits.equals(PrefixLimits.DEFAULT)) {
            return Optional.empty();
        }
        String most = "maximum-prefix " + limits.byFamily().getOrDefault(family, limits.total())
                + (limits.warningPercent() == USUAL_WARNING ? "" : " " + limits.warningPercent());
        return Optional.of(most
                + switch (limits.onExcess()) {
                    case PrefixLimits.OnExcess.StayDown() -> "";
                    case PrefixLimits.OnExcess.RestartAfter(Duration pause) ->
                        " restart " + Math.max(1, pause.toMinutes());
                    case PrefixLimits.OnExcess.RefuseExcess() -> " force";
                    case PrefixLimits.OnExcess.WarnOnly() -> " warning-only";
                });
    }

    private void policies(InstancePlan instance) {
        RouteMaps maps = new RouteMaps(instance.speaker().alwaysBlock());
        instance.speaker().peers().forEach(peer -> maps.add(peer, vrf(instance)));
        maps.lines().forEach(this::line);
    }

    private Optional<NamedBfdProfile> profile(String vrf, Endpoint endpoint) {
        return plan.accepted().values().stream()
                .flatMap(configuration -> configuration.routers().stream())
                .filter(router -> router.vrf().equals(vrf))
                .flatMap(router -> router.neighbors().stream())
                .filter(neighbor -> neighbor.endpoint().equals(endpoint))
                .flatMap(neighbor -> neighbor.bfdProfile().stream())
                .findFirst();
    }

    private void bfdProfiles() {
        SortedMap<String, BfdProfile> profiles = new TreeMap<>();
        for (InstancePlan instance : plan.instances()) {
            instance.speaker()
                    .peers()
                    .forEach(peer -> profile(vrf(instance), peer.endpoint())
                            .ifPresent(profile -> profiles.put(profile.name(), profile.profile())));
        }
        if (profiles.isEmpty()) {
            return;
        }
        line("bfd");
        for (Map.Entry<String, BfdProfile> each : profiles.entrySet()) {
            BfdProfile profile = each.getValue();
            line(" profile " + each.getKey());
            line("  detect-multiplier " + profile.detectMultiplier());
            line("  transmit-interval " + profile.transmitInterval().toMillis());
            line("  receive-interval " + profile.receiveInterval().toMillis());
            line("  echo transmit-interval " + profile.echoInterval().toMillis());
            line("  echo receive-interval " + profile.echoInterval().toMillis());
            if (profile.echoMode()) {
                line("  echo-mode");
            }
            if (profile.passive()) {
                line("  passive-mode");
            }
            line("  minimum-ttl " + profile.minimumTtl());
            line(" exit").line(" !");
        }
        line("exit").line("!");
    }
}
