package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.speaker.TcpOptions;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SocketsTest {
    private static final ChannelOption<Integer> IP_TOS = new IntegerUnixChannelOption("test IP_TOS", 0, 1);
    private static final ChannelOption<Integer> IP_TTL = new IntegerUnixChannelOption("test IP_TTL", 0, 2);
    private static final ChannelOption<Integer> IP_MINTTL = new IntegerUnixChannelOption("test IP_MINTTL", 0, 21);
    private static final ChannelOption<Integer> IPV6_UNICAST_HOPS =
            new IntegerUnixChannelOption("test IPV6_UNICAST_HOPS", 41, 16);
    private static final ChannelOption<Integer> IPV6_TCLASS = new IntegerUnixChannelOption("test IPV6_TCLASS", 41, 67);
    private static final ChannelOption<Integer> IPV6_MINHOPCOUNT =
            new IntegerUnixChannelOption("test IPV6_MINHOPCOUNT", 41, 73);
    private static final IpAddress IPV4_PEER = IpAddress.parse("192.0.2.1");
    private static final IpAddress IPV6_PEER = IpAddress.parse("2001:db8::1");

    private static SocketChannel with(TcpOptions tcp, IpAddress peer, boolean external, AddressFamily socketFamily) {
        assumeTrue(Epoll.isAvailable());
        SocketChannel channel = Sockets.EPOLL.client(socketFamily);
        Sockets.EPOLL.prepare(channel);
        Sockets.EPOLL.set(channel, SocketOptions.ofConnection(tcp, peer, external, socketFamily, false));
        return channel;
    }

    /// An external peer on a connected network is reached with one hop, and by nobody further away.
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void hopsAreLimitedInEveryFamilyTheSocketCanCarry(AddressFamily family) {
        SocketChannel channel = with(TcpOptions.DEFAULT, IPV4_PEER, true, family);
        assertEquals(1, channel.config().getOption(IP_TTL));
        if (family == AddressFamily.IPV6) {
            assertEquals(1, channel.config().getOption(IPV6_UNICAST_HOPS));
        }
        channel.unsafe().closeForcibly();
    }

    @ParameterizedTest(name = "{0}, external {1}")
    @CsvSource(textBlock = """
        direct,       true,    1,   0
        direct,       false, 255,   0
        multihop 5,   true,    5,   0
        multihop 5,   false, 255,   0
        multihop 255, true,  255,   0
        security 1,   true,  255, 255
        security 1,   false, 255, 255
        security 254, true,  255,   2
        """)
    void ttlsFollowTheReach(String reach, boolean external, int ttl, int minimum) {
        Reach configured = reach(reach);
        assertEquals(ttl, configured.ttl(external));
        assertEquals(minimum, configured.minimumTtl());
    }

    private static Reach reach(String text) {
        String[] words = text.split(" ", 2);
        return switch (words[0]) {
            case "direct" -> Reach.direct();
            case "multihop" -> new Reach.Multihop(Integer.parseInt(words[1]));
            default -> new Reach.TtlSecurity(Integer.parseInt(words[1]));
        };
    }

    /// RFC 5082 §3: in the family of the peer, whatever socket carries it.
    @Test
    void ttlSecurityIsSetInThePeersFamily() {
        TcpOptions secured = TcpOptions.DEFAULT.withReach(new Reach.TtlSecurity(2));
        SocketChannel mapped = with(secured, IPV4_PEER, true, AddressFamily.IPV6);
        assertEquals(254, mapped.config().getOption(IP_MINTTL));
        assertEquals(255, mapped.config().getOption(IP_TTL));
        mapped.unsafe().closeForcibly();
        SocketChannel six = with(secured, IPV6_PEER, true, AddressFamily.IPV6);
        assertEquals(254, six.config().getOption(IPV6_MINHOPCOUNT));
        assertEquals(255, six.config().getOption(IPV6_UNICAST_HOPS));
        six.unsafe().closeForcibly();
    }

    @Test
    void bothFamiliesOfADualSocketAreMarked() {
        SocketChannel channel = with(TcpOptions.DEFAULT, IPV4_PEER, true, AddressFamily.IPV6);
        assertEquals(0xC0, channel.config().getOption(IP_TOS));
        assertEquals(0xC0, channel.config().getOption(IPV6_TCLASS));
        channel.unsafe().closeForcibly();
    }

    /// A socket that cannot be protected must not be used unprotected.
    @Test
    void withoutEpollWhatIsNeededIsAClearError() {
        SocketChannel channel = Sockets.NIO.client(AddressFamily.IPV4);
        for (TcpOptions tcp : List.of(
                TcpOptions.DEFAULT.withReach(new Reach.TtlSecurity(1)),
                TcpOptions.DEFAULT.withProtection(Protection.md5("hidden")))) {
            ChannelException refused = assertThrows(
                    ChannelException.class,
                    () -> Sockets.NIO.set(
                            channel, SocketOptions.ofConnection(tcp, IPV4_PEER, true, AddressFamily.IPV4, false)));
            assertTrue(refused.toString().contains("epoll"), refused.toString());
            assertFalse(refused.toString().contains("hidden"), refused.toString());
        }
        Sockets.NIO.set(
                channel, SocketOptions.ofConnection(TcpOptions.DEFAULT, IPV4_PEER, true, AddressFamily.IPV4, false));
        channel.unsafe().closeForcibly();
    }

    /// RFC 4271 Appendix E: BGP goes before the traffic that it routes.
    @ParameterizedTest
    @EnumSource(Sockets.class)
    void packetsAreMarkedAsNetworkControl(Sockets sockets) {
        assumeTrue(sockets == Sockets.NIO || Epoll.isAvailable());
        SocketChannel channel = sockets.client(AddressFamily.IPV4);
        sockets.prepare(channel);
        assertEquals(0xC0, channel.config().getOption(ChannelOption.IP_TOS));
        channel.unsafe().closeForcibly();
    }

    /// What the listening socket has, the kernel gives to those it accepts, so nobody sets it again.
    @Test
    void acceptedConnectionsHaveWhatTheListenerHas() throws Exception {
        assumeTrue(Epoll.isAvailable());
        CompletableFuture<SocketChannel> accepted = new CompletableFuture<>();
        ServerChannel listener = Sockets.EPOLL.server(AddressFamily.IPV6);
        Sockets.EPOLL.set(listener, SocketOptions.ofListener(AddressFamily.IPV6));
        listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                accepted.complete((SocketChannel) message);
            }
        });
        try (MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, Sockets.EPOLL.ioHandler())) {
            loops.register(listener).sync();
            listener.bind(new InetSocketAddress("::", 0)).sync();
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                SocketChannel channel = accepted.get(10, TimeUnit.SECONDS);
                Sockets.EPOLL.prepareAccepted(channel);
                for (ChannelOption<Integer> trafficClass : List.of(IP_TOS, IPV6_TCLASS)) {
                    assertEquals(0xC0, channel.config().getOption(trafficClass), trafficClass.name());
                }
                for (ChannelOption<Integer> ttl : List.of(IP_TTL, IPV6_UNICAST_HOPS)) {
                    assertEquals(255, channel.config().getOption(ttl), ttl.name());
                }
                assertEquals(true, channel.config().getOption(ChannelOption.TCP_NODELAY));
                channel.unsafe().closeForcibly();
            }
            listener.close().sync();
        }
    }
}
