package io.barewire.netlink;

import io.barewire.libc.Errno;
import io.barewire.libc.Libc;
import io.barewire.netlink.NetlinkMessage.AddressChanged;
import io.barewire.netlink.NetlinkMessage.Answer;
import io.barewire.netlink.NetlinkMessage.LinkChanged;
import io.barewire.netlink.NetlinkMessage.RouteChanged;
import io.barewire.netlink.NetlinkSocket.Received;
import io.barewire.wire.AddressFamily;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Requests to the kernel and their answers: reads links, addresses and routes, and changes routes
/// ([RouteBatch]).
///
/// Belongs to one thread at a time, and to the network namespace of the thread that opened it. The kernel deals
/// with a request within the system call that sends it, so that answers are there when the call returns and
/// nothing ever waits.
public final class RouteSocket implements AutoCloseable {
    private static final int REQUEST_BUFFER = 4096;
    private static final int DUMP_ATTEMPTS = 10;
    private static final int SEND_BUFFER = 1 << 20;

    private final NetlinkSocket socket;
    private final NetlinkWriter out;
    private final boolean muted;
    private @Nullable MemorySegment sendBuffer;
    private int sequence;

    private RouteSocket(NetlinkSocket socket, boolean muted) {
        this.socket = socket;
        this.muted = muted;
        this.out = new NetlinkWriter(socket.arena().allocate(REQUEST_BUFFER, 8));
    }

    /// Opening and reading need no privilege.
    public static RouteSocket open() throws NetlinkException {
        return open(false);
    }

    /// For rehearsals: what [#send] sends changes nothing. The kernel gets as many octets, in messages of the type
    /// `NLMSG_NOOP`, and acknowledges them all.
    public static RouteSocket openMuted() throws NetlinkException {
        return open(true);
    }

    private static RouteSocket open(boolean muted) throws NetlinkException {
        NetlinkSocket socket = new NetlinkSocket();
        // An old kernel without them still works: no text in errors, more octets in answers, and dumps of all
        // tables.
        socket.set(Libc.SOL_NETLINK, Rtnetlink.NETLINK_EXT_ACK, 1);
        socket.set(Libc.SOL_NETLINK, Rtnetlink.NETLINK_CAP_ACK, 1);
        socket.set(Libc.SOL_NETLINK, Rtnetlink.NETLINK_GET_STRICT_CHK, 1);
        socket.set(Libc.SOL_SOCKET, Libc.SO_SNDBUFFORCE, SEND_BUFFER);
        socket.set(Libc.SOL_SOCKET, Libc.SO_RCVBUFFORCE, SEND_BUFFER);
        return new RouteSocket(socket, muted);
    }

    /// Identifies this socket in what the kernel tells others about its changes.
    public int portId() {
        return socket.portId();
    }

    private int nextSequence() {
        return ++sequence;
    }

    /// Finds out whether this process may change routes, without changing any.
    ///
    /// @throws NetlinkException when it may not
    public void requirePrivilege() throws NetlinkException {
        int wanted = nextSequence();
        Requests.probePrivilege(out.clear(), wanted);
        socket.send(out.written());
        int[] errno = {0};
        drain(message -> {
            if (message instanceof Answer answer && answer.header().sequence() == wanted) {
                errno[0] = answer.errno();
            }
        });
        if (errno[0] == Errno.EPERM || errno[0] == Errno.EACCES) {
            throw new NetlinkException(
                    "the kernel does not let this process change routes (" + Errno.text(errno[0])
                            + "): CAP_NET_ADMIN is missing; run as root, or in Kubernetes add NET_ADMIN to the"
                            + " container's securityContext.capabilities",
                    errno[0]);
        }
    }

    /// All links, in all states.
    ///
    /// @throws NetlinkException also when they changed during each of several readings
    public List<Link> links() throws NetlinkException {
        return whole("links", links -> {
            int wanted = nextSequence();
            Requests.dumpLinks(out.clear(), wanted);
            return dump(out.written(), wanted, message -> {
                if (message instanceof LinkChanged changed) {
                    links.add(changed.link());
                }
            });
        });
    }

    /// All addresses of both families.
    ///
    /// @throws NetlinkException also when they changed during each of several readings
    public List<LinkAddress> addresses() throws NetlinkException {
        return whole("addresses", addresses -> {
            int wanted = nextSequence();
            Requests.dumpAddresses(out.clear(), wanted);
            return dump(out.written(), wanted, message -> {
                if (message instanceof AddressChanged changed) {
                    addresses.add(changed.address());
                }
            });
        });
    }

    /// The neighbours that are known on any link, of both families.
    ///
    /// @throws NetlinkException also when they changed during each of several readings
    public List<LinkNeighbour> neighbours() throws NetlinkException {
        return whole("neighbours", neighbours -> {
            int wanted = nextSequence();
            Requests.dumpNeighbours(out.clear(), wanted);
            return dump(out.written(), wanted, message -> {
                if (message instanceof NetlinkMessage.NeighbourChanged changed) {
                    neighbours.add(changed.neighbour());
                }
            });
        });
    }

    /// One reading.
    interface Reading<T> {
        /// @return false when the kernel says that things changed meanwhile (`NLM_F_DUMP_INTR`): some may be missing
        boolean into(List<T> all) throws NetlinkException;
    }

    /// What is not whole is no state to act on: whoever takes a link for gone takes its routes along.
    static <T> List<T> whole(String what, Reading<T> reading) throws NetlinkException {
        for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
            List<T> all = new ArrayList<>();
            if (reading.into(all)) {
                return all;
            }
        }
        throw new NetlinkException(
                "reading " + what + " from the kernel: they changed during each of " + DUMP_ATTEMPTS + " readings",
                Errno.EINTR);
    }

    /// The routes of one table, one at a time. A table that does not exist has none.
    ///
    /// @return false when the table changed while it was read: routes may be missing or have come twice
    public boolean routes(AddressFamily family, int table, Consumer<Route> into) throws NetlinkException {
        int wanted = nextSequence();
        Requests.dumpRoutes(out.clear(), family, table, wanted);
        return dump(out.written(), wanted, message -> {
            // A kernel without strict checking sends every table.
            if (message instanceof RouteChanged changed && changed.route().table() == table) {
                into.accept(changed.route());
            }
        });
    }

    /// Has the kernel do what a batch asks for, and empties the batch.
    ///
    /// @throws NetlinkException when the socket failed; nothing is known then about any message of the batch
    public RouteBatch.Result send(RouteBatch batch) throws NetlinkException {
        int sent = batch.size();
        if (sent == 0) {
            return new RouteBatch.Result(0, List.of());
        }
        int first = sequence + 1;
        sequence += sent;
        try {
            if (muted) {
                batch.mute();
            }
            MemorySegment messages = batch.finish(first);
            MemorySegment copy = sendBuffer().asSlice(0, messages.byteSize()).copyFrom(messages);
            socket.send(copy);
        } finally {
            batch.clear();
        }
        List<RouteBatch.Refusal> refusals = new ArrayList<>();
        int[] known = {0};
        boolean complete = drain(message -> {
            int index = message.header().sequence() - first;
            if (message instanceof Answer answer && index >= 0 && index < sent) {
                known[0] = Math.max(known[0], index + 1);
                if (answer.errno() != 0) {
                    refusals.add(new RouteBatch.Refusal(index, answer.errno(), answer.text()));
                }
            }
        });
        return new RouteBatch.Result(complete ? known[0] : 0, List.copyOf(refusals));
    }

    private MemorySegment sendBuffer() {
        if (sendBuffer == null) {
            sendBuffer = socket.arena().allocate(RouteBatch.BUFFER, 8);
        }
        return sendBuffer;
    }

    private boolean dump(MemorySegment request, int wanted, Consumer<NetlinkMessage> into) throws NetlinkException {
        socket.send(request);
        DumpReader reader = new DumpReader(wanted, into);
        while (!reader.done) {
            switch (socket.receive(reader)) {
                case DATAGRAM -> {}
                case NOTHING -> throw new NetlinkException("the kernel ended a dump without saying so", 0);
                case OVERRUN -> reader.consistent = false;
            }
        }
        if (reader.errno == Errno.ENOENT) {
            return true;
        }
        if (reader.errno != 0) {
            throw new NetlinkException(
                    "reading from the kernel: " + Errno.text(reader.errno) + " " + reader.text, reader.errno);
        }
        return reader.consistent;
    }

    /// Takes everything that is waiting.
    ///
    /// @return false when answers were lost
    private boolean drain(Consumer<NetlinkMessage> into) throws NetlinkException {
        boolean complete = true;
        while (true) {
            Received received = socket.receive(into);
            if (received == Received.NOTHING) {
                return complete;
            }
            complete &= received == Received.DATAGRAM;
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    private static final class DumpReader implements Consumer<NetlinkMessage> {
        private final int wanted;
        private final Consumer<NetlinkMessage> into;
        boolean done;
        boolean consistent = true;
        int errno;
        String text = "";

        DumpReader(int wanted, Consumer<NetlinkMessage> into) {
            this.wanted = wanted;
            this.into = into;
        }

        @Override
        public void accept(NetlinkMessage message) {
            if (message.header().sequence() != wanted) {
                return;
            }
            if (message.header().has(Rtnetlink.NLM_F_DUMP_INTR)) {
                consistent = false;
            }
            switch (message) {
                case NetlinkMessage.Done end -> {
                    done = true;
                    errno = end.errno();
                }
                case Answer answer -> {
                    done = true;
                    errno = answer.errno();
                    text = answer.text();
                }
                case RouteChanged _, LinkChanged _, AddressChanged _, NetlinkMessage.NeighbourChanged _ ->
                    into.accept(message);
                case NetlinkMessage.Other _, NetlinkMessage.Malformed _ -> {}
            }
        }
    }
}
