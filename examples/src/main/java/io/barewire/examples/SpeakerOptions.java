package io.barewire.examples;

import io.barewire.rib.PeerPolicy;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Who we are and whom we talk to, as every example asks for it.
final class SpeakerOptions {
    /// An address, a port and an AS: `192.0.2.1,64512` or `[2001:db8::1]:1790,64512`.
    record Neighbor(IpAddress address, int port, long as) {
        static final class Converter implements ITypeConverter<Neighbor> {
            @Override
            public Neighbor convert(String text) {
                try {
                    int comma = text.lastIndexOf(',');
                    InetSocketAddress place = place(text.substring(0, comma), PeerConfig.BGP_PORT);
                    long as = Long.parseLong(text.substring(comma + 1));
                    return new Neighbor(IpAddress.of(place.getAddress()), place.getPort(), as);
                } catch (IllegalArgumentException | IndexOutOfBoundsException bad) {
                    throw new TypeConversionException("'" + text + "' is not ADDRESS[:PORT],AS");
                }
            }
        }
    }

    static final class PlaceConverter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            try {
                return place(text, PeerConfig.BGP_PORT);
            } catch (IllegalArgumentException bad) {
                throw new TypeConversionException("'" + text + "' is not ADDRESS[:PORT]");
            }
        }
    }

    static final class AddressConverter implements ITypeConverter<IpAddress> {
        @Override
        public IpAddress convert(String text) {
            return IpAddress.parse(text);
        }
    }

    @Option(
            names = "--as",
            paramLabel = "NUMBER",
            defaultValue = "64512",
            description = "our AS (default: ${DEFAULT-VALUE})")
    long as;

    @Option(
            names = "--identifier",
            paramLabel = "IPV4",
            defaultValue = "192.0.2.250",
            converter = AddressConverter.class,
            description = "our BGP identifier (default: ${DEFAULT-VALUE})")
    IpAddress identifier = IpAddress.ipv4(0);

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS[:PORT]",
            defaultValue = "127.0.0.1:1790",
            converter = PlaceConverter.class,
            description = "where to accept sessions, and the address to connect from (default: ${DEFAULT-VALUE})")
    InetSocketAddress listen = new InetSocketAddress(0);

    @Option(
            names = "--peer",
            paramLabel = "ADDRESS[:PORT],AS",
            required = true,
            converter = Neighbor.Converter.class,
            description = "a neighbor; may be repeated. IPv6 addresses with a port stand in brackets")
    List<Neighbor> peers = new ArrayList<>();

    /// Both families, everything accepted and told.
    SpeakerConfig config() {
        return SpeakerConfig.builder(as, identifier)
                .listen(listen)
                .peers(peers.stream().map(this::peer).toList())
                .build();
    }

    private PeerConfig peer(Neighbor neighbor) {
        IpAddress own = IpAddress.of(listen.getAddress());
        return PeerConfig.builder(neighbor.address(), neighbor.as())
                .port(neighbor.port())
                .families(Set.of(AddressFamily.values()))
                .tcp(tcp -> own.isUnspecified() ? tcp : tcp.withSourceAddress(own))
                .policy(PeerPolicy.EVERYTHING)
                .build();
    }

    /// `192.0.2.1`, `192.0.2.1:1790`, `2001:db8::1`, `[2001:db8::1]:1790`.
    private static InetSocketAddress place(String text, int usualPort) {
        int end = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', Math.max(end, 0));
        boolean port = colon >= 0 && (end >= 0 || text.indexOf(':', colon + 1) < 0);
        String address = end >= 0 ? text.substring(1, end) : port ? text.substring(0, colon) : text;
        int number = port ? Integer.parseInt(text.substring(colon + 1)) : usualPort;
        return new InetSocketAddress(IpAddress.parse(address).toInetAddress(), number);
    }
}
