package io.barewire.bfd;

import io.barewire.wire.IpAddress;
import java.util.Optional;

/// What a session watches, and its identity: the session lives as long as this is asked for, whatever else changes.
///
/// @param peer the other end
/// @param local our end; chosen by the kernel's routes when empty
/// @param interfaceName the one interface to send and receive by; needed for a link-local peer
/// @param vrf the VRF device to send and receive in; the default one when empty
/// @param multihop routers may lie between (RFC 5883): another port, and the TTL may be less than 255
public record BfdPath(
        IpAddress peer,
        Optional<IpAddress> local,
        Optional<String> interfaceName,
        Optional<String> vrf,
        boolean multihop) {
    public BfdPath {
        if (peer.isUnspecified() || peer.isMulticast()) {
            throw new IllegalArgumentException(peer + " cannot be the other end of a BFD session");
        }
        if (local.isPresent() && local.get().family() != peer.family()) {
            throw new IllegalArgumentException(local.get() + " and " + peer + " are of different families");
        }
        if (peer.isLinkLocal() && interfaceName.isEmpty()) {
            throw new IllegalArgumentException("link-local " + peer + " needs an interface");
        }
    }

    /// A directly connected peer.
    public static BfdPath singleHop(IpAddress peer) {
        return new BfdPath(peer, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    public static BfdPath multihop(IpAddress peer, IpAddress local) {
        return new BfdPath(peer, Optional.of(local), Optional.empty(), Optional.empty(), true);
    }

    @Override
    public String toString() {
        return peer
                + local.map(address -> " from " + address).orElse("")
                + interfaceName.map(name -> " on " + name).orElse("")
                + vrf.map(name -> " in " + name).orElse("")
                + (multihop ? " multihop" : "");
    }
}
