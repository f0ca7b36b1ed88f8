package io.barewire.netlink;

import io.barewire.libc.Libc;
import io.barewire.netlink.NetlinkSocket.Received;
import java.util.function.Consumer;

/// Listens to what the kernel tells everybody about routes, links and addresses.
///
/// The kernel does not wait for slow listeners: it drops, and says so once. After an overrun the only way to
/// know is to read everything again, so `NETLINK_NO_ENOBUFS` stays off here. It says so before what is still in the
/// queue, and goes on dropping until that is empty.
///
/// Belongs to the thread that opened it.
public final class RouteMonitor implements AutoCloseable {
    /// Datagrams taken before others get their turn.
    private static final int TURN = 256;

    /// Some ten thousand notifications; counted by the kernel only when they are there.
    public static final int DEFAULT_QUEUE = 4 << 20;

    private final NetlinkSocket socket;

    private RouteMonitor(NetlinkSocket socket) {
        this.socket = socket;
    }

    /// Listens to links and addresses.
    public static RouteMonitor ofInterfaces() throws NetlinkException {
        return open(
                DEFAULT_QUEUE, Rtnetlink.RTNLGRP_LINK, Rtnetlink.RTNLGRP_IPV4_IFADDR, Rtnetlink.RTNLGRP_IPV6_IFADDR);
    }

    /// Listens to routes, links and addresses, but not to what one socket does.
    ///
    /// @param ignored [RouteSocket#portId] of our own; the outcome of its requests is known without being told
    /// @param queueOctets what the kernel may keep for us; less is used where the privilege for so much is
    ///     missing
    public static RouteMonitor ofRoutes(int ignored, int queueOctets) throws NetlinkException {
        RouteMonitor monitor = open(
                queueOctets,
                Rtnetlink.RTNLGRP_LINK,
                Rtnetlink.RTNLGRP_IPV4_IFADDR,
                Rtnetlink.RTNLGRP_IPV6_IFADDR,
                Rtnetlink.RTNLGRP_IPV4_ROUTE,
                Rtnetlink.RTNLGRP_IPV6_ROUTE);
        // Where the kernel does not take the program, the reader compares port ids and merely has more to read.
        monitor.socket.ignore(ignored);
        return monitor;
    }

    private static RouteMonitor open(int queueOctets, int... groups) throws NetlinkException {
        NetlinkSocket socket = new NetlinkSocket();
        try {
            // The kernel doubles the number, to account for its own bookkeeping.
            if (!socket.set(Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, queueOctets / 2)) {
                socket.set(Libc.SOL_SOCKET, Libc.SO_RCVBUF, queueOctets / 2);
            }
            for (int group : groups) {
                socket.join(group);
            }
        } catch (NetlinkException failure) {
            socket.close();
            throw failure;
        }
        return new RouteMonitor(socket);
    }

    /// Takes what is waiting, or a fair part of it; after an overrun all, so that a reading that follows is newer than
    /// what is heard before it, and whatever happens after it is heard.
    ///
    /// @return false when notifications were lost
    public boolean receive(Consumer<NetlinkMessage> into) throws NetlinkException {
        boolean complete = true;
        for (int i = 0; i < TURN || !complete; i++) {
            Received received = socket.receive(into);
            if (received == Received.NOTHING) {
                break;
            }
            complete &= received == Received.DATAGRAM;
        }
        return complete;
    }

    int fd() {
        return socket.fd();
    }

    @Override
    public void close() {
        socket.close();
    }
}
