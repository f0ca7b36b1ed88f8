package io.barewire.speaker.transport;

import io.barewire.wire.AddressFamily;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;

/// Which sockets, and with which options: epoll where it is available, NIO elsewhere. The address family is always
/// explicit: options of one family are refused by sockets of the other, and the JDK's choice depends on its
/// settings.
enum Sockets {
    EPOLL {
        @Override
        IoHandlerFactory ioHandler() {
            return EpollIoHandler.newFactory();
        }

        @Override
        SocketChannel client(AddressFamily family) {
            return new EpollSocketChannel(of(family));
        }

        @Override
        ServerChannel server(AddressFamily family) {
            return new EpollServerSocketChannel(of(family));
        }

        @Override
        void prepareAccepted(SocketChannel channel) {
            // Linux has passed on what the listening socket has, and Netty has set TCP_NODELAY.
        }

        @Override
        void set(Channel channel, SocketOption option) {
            byte[] value = option.value().toArray();
            try {
                channel.config()
                        .setOption(
                                new RawUnixChannelOption(option.name(), option.level(), option.option(), value.length),
                                ByteBuffer.wrap(value));
            } catch (ChannelException refused) {
                throw new ChannelException(option.cannotBeSet(FailureReason.of(refused)), refused);
            }
        }
    },
    NIO {
        @Override
        IoHandlerFactory ioHandler() {
            return NioIoHandler.newFactory();
        }

        @Override
        SocketChannel client(AddressFamily family) {
            return new NioSocketChannel(SelectorProvider.provider(), of(family));
        }

        @Override
        ServerChannel server(AddressFamily family) {
            return new NioServerSocketChannel(SelectorProvider.provider(), of(family));
        }

        @Override
        void prepareAccepted(SocketChannel channel) {
            prepare(channel);
        }

        @Override
        void set(Channel channel, SocketOption option) {
            // The JDK has no such options; for those that are not needed the system's defaults apply.
            if (option.needed()) {
                throw new ChannelException(
                        option + " cannot be set: that takes Linux's epoll sockets, which are not available here");
            }
        }
    };

    /// Class selector 6, network control: what RFC 4271 Appendix E asks for as IP precedence 110.
    private static final int NETWORK_CONTROL = 0xC0;

    private static final int BACKLOG = 4096;

    static Sockets best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    abstract IoHandlerFactory ioHandler();

    abstract SocketChannel client(AddressFamily family);

    abstract ServerChannel server(AddressFamily family);

    /// @throws ChannelException naming the option, when the system refuses it or has no such option
    abstract void set(Channel channel, SocketOption option);

    void set(Channel channel, List<SocketOption> options) {
        options.forEach(option -> set(channel, option));
    }

    /// Options of an accepted connection, before its first octet is read.
    abstract void prepareAccepted(SocketChannel channel);

    /// Options of a connection to be made.
    void prepare(SocketChannel channel) {
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.config().setOption(ChannelOption.IP_TOS, NETWORK_CONTROL);
        // The FSM's ConnectRetryTimer limits how long a connection may take.
        channel.config().setOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    }

    void prepare(ServerChannel channel) {
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        // A rack of peers that comes back at once must not wait for the kernel's SYN back-off.
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    }

    private static SocketProtocolFamily of(AddressFamily family) {
        return switch (family) {
            case IPV4 -> SocketProtocolFamily.INET;
            case IPV6 -> SocketProtocolFamily.INET6;
        };
    }
}
