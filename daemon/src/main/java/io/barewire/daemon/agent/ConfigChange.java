package io.barewire.daemon.agent;

import io.barewire.bfd.BfdProfile;
import io.barewire.rib.ImportPolicy;
import io.barewire.rib.PeerId;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.Reach;
import io.barewire.speaker.Source;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// One configuration against the next, in words for one line of the log.
final class ConfigChange {
    /// More than this many of a kind are counted, not listed.
    private static final int LISTED = 5;

    private ConfigChange() {}

    /// The whole, for the first configuration.
    static String describe(SpeakerConfig config) {
        return "AS " + config.localAs() + ", BGP identifier " + config.bgpIdentifier() + ", "
                + counted(config.peers().size(), "peer") + ", "
                + counted(config.originated().size(), "prefix") + " announced";
    }

    /// What differs; empty when nothing does.
    static String describe(SpeakerConfig before, SpeakerConfig after) {
        List<String> changes = new ArrayList<>();
        differ(before.localAs(), after.localAs(), "local AS", changes);
        differ(before.bgpIdentifier(), after.bgpIdentifier(), "BGP identifier", changes);
        differ(before.listen(), after.listen(), "listening", changes);
        differ(before.maximumPaths(), after.maximumPaths(), "maximum paths", changes);
        differ(before.multipathRelax(), after.multipathRelax(), "multipath relax", changes);
        differ(before.reflection().clusterId(), after.reflection().clusterId(), "cluster id", changes);
        differ(
                before.reflection().clientToClient(),
                after.reflection().clientToClient(),
                "client-to-client reflection",
                changes);
        differ(before.convergenceLimit(), after.convergenceLimit(), "convergence limit", changes);
        differ(before.hostName(), after.hostName(), "host name", changes);
        if (!before.listenRanges().equals(after.listenRanges())) {
            changes.add("listen ranges " + ranges(before) + " -> " + ranges(after));
        }

        Map<PeerId, PeerConfig> peersBefore = byId(before.peers());
        Map<PeerId, PeerConfig> peersAfter = byId(after.peers());
        listed(without(peersAfter.keySet(), peersBefore.keySet()), "peer", "added", changes);
        listed(without(peersBefore.keySet(), peersAfter.keySet()), "peer", "removed", changes);
        List<String> changed = new ArrayList<>();
        peersAfter.forEach((id, peer) -> {
            PeerConfig old = peersBefore.get(id);
            if (old != null && !old.equals(peer)) {
                changed.add(id + " (" + String.join(", ", parts(old, peer)) + ")");
            }
        });
        listed(changed, "peer", "changed", changes);
        if (!before.conditional().equals(after.conditional())) {
            changes.add("conditional prefixes");
        }
        if (!before.aggregates().equals(after.aggregates())) {
            changes.add("aggregates");
        }
        listed(without(after.alwaysBlock(), before.alwaysBlock()), "network", "blocked", changes);
        listed(without(before.alwaysBlock(), after.alwaysBlock()), "network", "no longer blocked", changes);
        listed(without(after.originated(), before.originated()), "prefix", "announced", changes);
        listed(without(before.originated(), after.originated()), "prefix", "no longer announced", changes);
        return String.join("; ", changes);
    }

    private static String ranges(SpeakerConfig config) {
        return config.listenRanges().isEmpty()
                ? "none"
                : config.listenRanges().stream()
                        .map(range -> range.prefix() + " (" + range.limit() + ")")
                        .collect(Collectors.joining(", "));
    }

    private static List<String> parts(PeerConfig before, PeerConfig after) {
        List<String> parts = new ArrayList<>();
        differ(before.remoteAs(), after.remoteAs(), "AS", parts);
        differ(before.port(), after.port(), "port", parts);
        differ(before.families(), after.families(), "families", parts);
        differ(before.timers(), after.timers(), "timers", parts);
        differ(before.addPath().receive(), after.addPath().receive(), "several paths received", parts);
        differ(before.addPath().send(), after.addPath().send(), "several paths sent", parts);
        differ(before.tcp().passive(), after.tcp().passive(), "passive", parts);
        differ(before.tcp().reach(), after.tcp().reach(), "reach", parts);
        differ(before.tcp().source(), after.tcp().source(), "source", parts);
        differ(before.tcp().vrf(), after.tcp().vrf(), "VRF", parts);
        if (!before.tcp().protection().equals(after.tcp().protection())) {
            parts.add("TCP protection"); // never what it was or is
        }
        differ(before.session().localAs(), after.session().localAs(), "local AS", parts);
        differ(before.session().extendedMessages(), after.session().extendedMessages(), "extended messages", parts);
        differ(before.session().gracefulRestart(), after.session().gracefulRestart(), "graceful restart", parts);
        differ(before.session().role(), after.session().role(), "role", parts);
        differ(before.session().strictRole(), after.session().strictRole(), "strict role", parts);
        differ(
                before.session().heedGracefulShutdown(),
                after.session().heedGracefulShutdown(),
                "heeding of graceful shutdown",
                parts);
        differ(before.session().shutdown(), after.session().shutdown(), "shutdown", parts);
        differ(before.bfd(), after.bfd(), "BFD", parts);
        ImportPolicy importsBefore = before.policy().imports();
        ImportPolicy importsAfter = after.policy().imports();
        differ(importsBefore.limits().total(), importsAfter.limits().total(), "maximum prefixes", parts);
        differ(
                before.policy().routeReflectorClient(),
                after.policy().routeReflectorClient(),
                "route reflector client",
                parts);
        differ(before.policy().mostPathsTold(), after.policy().mostPathsTold(), "most paths told", parts);
        // Policies are too long for a line.
        if (!importsBefore.equals(importsAfter.withLimits(
                importsAfter.limits().withTotal(importsBefore.limits().total())))) {
            parts.add("import policy");
        }
        if (!before.policy().exports().equals(after.policy().exports())) {
            parts.add("export policy");
        }
        return parts;
    }

    private static void differ(Object before, Object after, String name, List<String> into) {
        if (!Objects.equals(before, after)) {
            into.add(name + " " + text(before) + " -> " + text(after));
        }
    }

    private static String text(Object value) {
        return switch (value) {
            case java.util.Optional<?> optional ->
                optional.map(ConfigChange::text).orElse("none");
            case BfdProfile bfd ->
                bfd.transmitInterval().toMillis() + "/" + bfd.receiveInterval().toMillis() + " ms x "
                        + bfd.detectMultiplier();
            case java.time.Duration duration -> duration.toSeconds() + " s";
            case Reach.Direct() -> "direct";
            case Reach.Adjacent() -> "next door";
            case Reach.Multihop(int hops) -> hops + " hops";
            case Reach.TtlSecurity(int hops) -> "TTL security of " + hops + (hops == 1 ? " hop" : " hops");
            case Source.Any() -> "any";
            case Source.Address(IpAddress address) -> address.toString();
            case Source.Interface(String name) -> name;
            case PeerConfig.Timers timers ->
                timers.hold().toSeconds() + "/" + timers.keepalive().toSeconds() + "/"
                        + timers.connectRetry().toSeconds() + " s";
            case java.net.InetSocketAddress address ->
                IpAddress.of(address.getAddress()) + " port " + address.getPort();
            default -> value.toString();
        };
    }

    private static void listed(Collection<?> items, String one, String what, List<String> into) {
        if (items.isEmpty()) {
            return;
        }
        if (items.size() > LISTED) {
            into.add(counted(items.size(), one) + " " + what);
        } else {
            List<String> names = items.stream().map(Object::toString).sorted().toList();
            into.add((items.size() == 1 ? one : plural(one)) + " " + String.join(", ", names) + " " + what);
        }
    }

    private static String counted(int count, String one) {
        return count + " " + (count == 1 ? one : plural(one));
    }

    private static String plural(String one) {
        return one.endsWith("x") ? one + "es" : one + "s";
    }

    private static <T> Set<T> without(Set<T> all, Set<T> these) {
        Set<T> rest = new HashSet<>(all);
        rest.removeAll(these);
        return rest;
    }

    private static Map<PeerId, PeerConfig> byId(List<PeerConfig> peers) {
        Map<PeerId, PeerConfig> byId = new LinkedHashMap<>();
        peers.forEach(peer -> byId.put(peer.id(), peer));
        return byId;
    }
}
