package io.barewire.netlink;

import static io.barewire.netlink.Rtnetlink.NLM_F_ACK;
import static io.barewire.netlink.Rtnetlink.NLM_F_CREATE;
import static io.barewire.netlink.Rtnetlink.NLM_F_EXCL;
import static io.barewire.netlink.Rtnetlink.NLM_F_REPLACE;

import io.barewire.netlink.NetlinkMessage.Answer;
import java.util.ArrayList;
import java.util.List;

/// Changes routes, up to [#LIMIT] of them with one system call. Errors come back by the position in the
/// batch; the kernel carries on behind an error.
///
/// Only the last message asks for an acknowledgement. It is not cosmetic: a message whose length makes no
/// sense ends the kernel's reading silently, and then the acknowledgement is what is missing.
public final class RouteBatch {
    /// Messages in one send: more is no faster, and 256 answers are what a socket's default queue holds.
    public static final int LIMIT = 200;

    /// Room for at least one message with [Route#MAXIMUM_HOPS] hops, and for 200 ordinary ones.
    private static final int BUFFER = 64 * 1024;

    private static final int OCTETS_PER_MESSAGE = 80;
    private static final int OCTETS_PER_HOP = 36;

    private final RouteSocket socket;
    private final NetlinkWriter out;
    private int size;
    private int firstSequence;
    private long lastMessage;

    public RouteBatch(RouteSocket socket) {
        this(socket, new NetlinkWriter(socket.socket().arena().allocate(BUFFER, 8)));
    }

    RouteBatch(RouteSocket socket, NetlinkWriter out) {
        this.socket = socket;
        this.out = out;
    }

    /// Why the kernel did not do what a message asked for.
    ///
    /// @param index of the message in its batch
    /// @param text the kernel's explanation, may be empty
    public record Refusal(int index, int errno, String text) {}

    /// @param known messages from this index on may not have been looked at: their answers are missing
    /// @param refusals in order
    public record Result(int known, List<Refusal> refusals) {}

    public int size() {
        return size;
    }

    /// True when a route with that many hops can still be added.
    public boolean hasRoomFor(int hops) {
        return size < LIMIT && out.position() + OCTETS_PER_MESSAGE + (long) hops * OCTETS_PER_HOP <= BUFFER;
    }

    /// Refused with `EEXIST` when any route has this prefix and metric, whoever added it.
    public void add(Route route) {
        Requests.newRoute(out, route, NLM_F_CREATE | NLM_F_EXCL, begin());
    }

    /// Takes the place of the route with this prefix and metric, whoever added that, or adds it where there
    /// is none.
    public void replace(Route route) {
        Requests.newRoute(out, route, NLM_F_CREATE | NLM_F_REPLACE, begin());
    }

    /// Removes the route with this prefix, type, protocol and metric, whatever its hops.
    public void delete(Route route) {
        Requests.deleteRoute(out, route, begin());
    }

    private int begin() {
        lastMessage = out.position();
        int sequence = socket.nextSequence();
        if (size == 0) {
            firstSequence = sequence;
        }
        size++;
        return sequence;
    }

    /// Sends what was added and empties the batch.
    ///
    /// @throws NetlinkException when the socket failed; nothing is known then about any message of the batch
    public Result send() throws NetlinkException {
        if (size == 0) {
            return new Result(0, List.of());
        }
        out.addFlags(lastMessage, NLM_F_ACK);
        int sent = size;
        int first = firstSequence;
        try {
            socket.socket().send(out.written());
        } finally {
            size = 0;
            out.clear();
        }
        List<Refusal> refusals = new ArrayList<>();
        int[] known = {0};
        boolean complete = socket.drain(message -> {
            int index = message.header().sequence() - first;
            if (message instanceof Answer answer && index >= 0 && index < sent) {
                known[0] = Math.max(known[0], index + 1);
                if (answer.errno() != 0) {
                    refusals.add(new Refusal(index, answer.errno(), answer.text()));
                }
            }
        });
        return new Result(complete ? known[0] : 0, List.copyOf(refusals));
    }
}
