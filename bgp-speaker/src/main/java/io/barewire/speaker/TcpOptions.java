package io.barewire.speaker;

import io.barewire.wire.IpAddress;
import java.util.Optional;

/// How connections with a peer are made and taken.
///
/// @param passive never connect, only accept
/// @param reach how far away the peer may be
/// @param source the local address to connect from
/// @param protection how segments are authenticated
/// @param vrf the VRF device that connections are bound to and accepted on; empty: the default one
public record TcpOptions(boolean passive, Reach reach, Source source, Protection protection, Optional<String> vrf) {
    public static final TcpOptions DEFAULT =
            new TcpOptions(false, Reach.direct(), Source.any(), Protection.none(), Optional.empty());

    public TcpOptions {
        vrf.ifPresent(InterfaceNames::check);
    }

    public TcpOptions withPassive(boolean passive) {
        return new TcpOptions(passive, reach, source, protection, vrf);
    }

    public TcpOptions withReach(Reach reach) {
        return new TcpOptions(passive, reach, source, protection, vrf);
    }

    public TcpOptions withSource(Source source) {
        return new TcpOptions(passive, reach, source, protection, vrf);
    }

    public TcpOptions withSourceAddress(IpAddress address) {
        return withSource(new Source.Address(address));
    }

    /// The address to connect from, where it is given as one.
    public Optional<IpAddress> sourceAddress() {
        return source instanceof Source.Address(IpAddress address) ? Optional.of(address) : Optional.empty();
    }

    public TcpOptions withProtection(Protection protection) {
        return new TcpOptions(passive, reach, source, protection, vrf);
    }

    public TcpOptions withVrf(String vrf) {
        return new TcpOptions(passive, reach, source, protection, Optional.of(vrf));
    }

    /// What it may mean that a peer does not answer at all, where that is likely to be a matter of these options.
    public Optional<String> whenUnanswered() {
        Optional<String> key = switch (protection) {
            case Protection.None _ -> Optional.empty();
            case Protection.Md5 _ -> Optional.of("does the password match?");
            case Protection.Ao _ -> Optional.of("do the TCP-AO keys and their identifiers match?");
        };
        Optional<String> hops = switch (reach) {
            case Reach.Direct _, Reach.Adjacent _, Reach.Multihop _ -> Optional.empty();
            case Reach.TtlSecurity(int most) ->
                Optional.of("does the peer send with TTL 255, from at most " + most
                        + (most == 1 ? " hop away?" : " hops away?"));
        };
        return key.isPresent() && hops.isPresent() ? Optional.of(key.get() + " " + hops.get()) : key.or(() -> hops);
    }
}
