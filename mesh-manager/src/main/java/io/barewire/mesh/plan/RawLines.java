package io.barewire.mesh.plan;

import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.RawLine;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.rib.ImportPolicy.OwnAs;
import io.barewire.speaker.Endpoint;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Puts `spec.raw` of all objects onto what the objects come to when they are merged, as FRR has it at the end of its
/// configuration: a line may be about another object's neighbor.
final class RawLines {
    private RawLines() {}

    /// Why a raw configuration cannot be used with these routers.
    ///
    /// @param routers by VRF
    static Optional<String> fault(FrrConfiguration configuration, Map<String, Router> routers) {
        return configuration.raw().stream()
                .flatMap(line ->
                        fault(line, configuration, routers).map(why -> "line " + line.number() + ": " + why).stream())
                .findFirst();
    }

    private static Optional<String> fault(RawLine line, FrrConfiguration configuration, Map<String, Router> routers) {
        Router router = routers.get(line.vrf());
        String name = "router bgp " + line.asn() + (line.vrf().isEmpty() ? "" : " vrf " + line.vrf());
        if (router == null) {
            return Optional.of("there is no " + name);
        }
        if (router.asn() != line.asn()) {
            return Optional.of(name + " is router bgp " + router.asn());
        }
        Optional<Neighbor> neighbor = router.neighbors().stream()
                .filter(one -> one.endpoint().equals(line.neighbor()))
                .findFirst();
        if (neighbor.isEmpty()) {
            return Optional.of(name + " has no neighbor " + line.neighbor().text());
        }
        Set<AddressFamily> said = configuration.raw().stream()
                .filter(other -> isAbout(other, line.vrf(), line.neighbor()))
                .map(RawLine::family)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(AddressFamily.class)));
        return said.containsAll(neighbor.get().families())
                ? Optional.empty()
                : Optional.of("neighbor " + line.neighbor().text()
                        + " has both families on one session, which allows its own AS for both or for none");
    }

    private static boolean isAbout(RawLine line, String vrf, Endpoint neighbor) {
        return line.vrf().equals(vrf) && line.neighbor().equals(neighbor);
    }

    /// @param all without [#fault]
    static SpeakerConfig onto(SpeakerConfig config, String vrf, Collection<FrrConfiguration> all) {
        List<RawLine> lines = all.stream().flatMap(one -> one.raw().stream()).toList();
        return lines.isEmpty()
                ? config
                : config.withPeers(config.peers().stream()
                        .map(peer -> onto(peer, vrf, lines))
                        .toList());
    }

    private static PeerConfig onto(PeerConfig peer, String vrf, List<RawLine> lines) {
        return lines.stream().anyMatch(line -> isAbout(line, vrf, peer.endpoint()))
                ? peer.withPolicy(peer.policy().imports(imports -> imports.withOwnAs(new OwnAs.AsOrigin())))
                : peer;
    }
}
