package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.barewire.wire.AddressFamily;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketsTest {
    private static final ChannelOption<Integer> IP_TTL = new IntegerUnixChannelOption("test IP_TTL", 0, 2);
    private static final ChannelOption<Integer> IPV6_UNICAST_HOPS =
            new IntegerUnixChannelOption("test IPV6_UNICAST_HOPS", 41, 16);

    /// An external peer on a connected network is reached with one hop, and by nobody further away.
    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    void hopsAreLimitedInEveryFamilyTheSocketCanCarry(AddressFamily family) {
        assumeTrue(Epoll.isAvailable());
        SocketChannel channel = Sockets.EPOLL.client(family);
        Sockets.EPOLL.prepare(channel);
        Sockets.EPOLL.setTimeToLive(channel, family, 1);
        assertEquals(1, channel.config().getOption(IP_TTL));
        if (family == AddressFamily.IPV6) {
            assertEquals(1, channel.config().getOption(IPV6_UNICAST_HOPS));
        }
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

    @Test
    void reasonsAreThoseOfTheSystem() {
        assertEquals(
                "Connection refused",
                PeerDriver.plain(new ConnectException(
                        "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:179")));
        assertEquals(
                "Connection reset by peer",
                PeerDriver.plain(new IOException("recvAddress(..) failed with error(-104): Connection reset by peer")));
        assertEquals("IOException", PeerDriver.plain(new IOException()));
    }
}
