package io.barewire.controller.advertise;

import io.barewire.mesh.objects.ClusterSubnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which network's addresses are advertised in which VRF, so that no two networks there have the same ones: pods would
/// answer in the name of others.
final class Claims {
    /// @param by the RouteAdvertisements
    private record Claim(ClusterSubnet subnet, Network network, String by) {}

    private final Map<String, List<Claim>> byVrf = new HashMap<>();

    /// Adds what is advertised, unless some of it is disputed.
    ///
    /// @return the dispute, with both owners
    Optional<Fault> add(Scope scope) {
        List<String> vrfs = new ArrayList<>();
        List<Claim> claims = new ArrayList<>();
        for (Network network : scope.networks()) {
            String vrf = switch (scope.target()) {
                case TargetVrf.Auto _ -> network.vrf();
                case TargetVrf.Named(String name) -> name.isEmpty() ? Network.DEFAULT : name;
            };
            for (ClusterSubnet subnet : network.subnets()) {
                Claim claim = new Claim(subnet, network, scope.name());
                Optional<Fault> dispute = disputed(claim, vrf, byVrf.getOrDefault(vrf, List.of()))
                        .or(() -> disputed(claim, vrf, inThisVrf(vrf, vrfs, claims)));
                if (dispute.isPresent()) {
                    return dispute;
                }
                vrfs.add(vrf);
                claims.add(claim);
            }
        }
        for (int i = 0; i < claims.size(); i++) {
            byVrf.computeIfAbsent(vrfs.get(i), _ -> new ArrayList<>()).add(claims.get(i));
        }
        return Optional.empty();
    }

    private static List<Claim> inThisVrf(String vrf, List<String> vrfs, List<Claim> claims) {
        List<Claim> there = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            if (vrfs.get(i).equals(vrf)) {
                there.add(claims.get(i));
            }
        }
        return there;
    }

    private static Optional<Fault> disputed(Claim claim, String vrf, List<Claim> others) {
        return others.stream()
                .filter(other -> !other.network().name().equals(claim.network().name())
                        && other.subnet().prefix().overlaps(claim.subnet().prefix()))
                .findFirst()
                .map(other -> Fault.configuration(claim.subnet().prefix() + " of network \""
                        + claim.network().name() + "\" overlaps "
                        + other.subnet().prefix() + " of network \""
                        + other.network().name() + "\" in VRF \"" + vrf + "\""
                        + (other.by().equals(claim.by())
                                ? ""
                                : ", where RouteAdvertisements \"" + other.by() + "\" advertises it")
                        + ": advertise one of them in another VRF"));
    }
}
