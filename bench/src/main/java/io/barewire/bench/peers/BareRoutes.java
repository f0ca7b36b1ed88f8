package io.barewire.bench.peers;

import io.barewire.netlink.NetlinkException;
import io.barewire.netlink.Route;
import io.barewire.netlink.RouteBatch;
import io.barewire.netlink.RouteSocket;
import io.barewire.netlink.RouteTemplate;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Keepalive;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// What a JVM takes for [KernelWorkload] when nothing between the socket and the kernel is a BGP speaker: the floor
/// for one that is. One thread makes netlink messages of the prefixes in UPDATEs, as they come; the other has the
/// kernel do them, in batches as an agent's. There is no table, no check and no policy.
///
/// It takes one peer, which is its routes' gateway, and takes them all away when that is gone.
public final class BareRoutes {
    private static final int BUFFER = 256 * 1024;
    private static final int HEADER_LENGTH = 19;
    private static final int BATCHES = 3;

    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer keepalive =
            BareConfig.direct(MessageEncoder.encode(new Keepalive(), MessageStream.FORMAT));
    private final BlockingQueue<RouteBatch> free = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<RouteBatch> full = new ArrayBlockingQueue<>(BATCHES);
    private final RouteTemplate adding;
    private final RouteTemplate deleting;
    private RouteBatch batch = new RouteBatch();
    /// All prefixes that were announced: four octets of address, and the length.
    private long[] announced = new long[1024];

    private int count;

    private BareRoutes(IpAddress gateway) {
        Route like = Route.unicast(
                Prefix.of(gateway, 32),
                RawNetlink.MAIN_TABLE,
                RawNetlink.PROTOCOL_BGP,
                RawNetlink.METRIC,
                List.of(Route.Hop.via(gateway)));
        adding = RouteTemplate.adding(like);
        deleting = RouteTemplate.deleting(like);
        for (int i = 1; i < BATCHES; i++) {
            free.add(new RouteBatch());
        }
    }

    public static void main(String[] words) throws Exception {
        BareConfig config = BareConfig.read(Path.of(words[0]));
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(179));
            try (SocketChannel peer = listener.accept()) {
                InetSocketAddress from = (InetSocketAddress) peer.getRemoteAddress();
                new BareRoutes(IpAddress.of(from.getAddress())).run(peer, config.open());
            }
        }
        Thread.sleep(Long.MAX_VALUE); // until the bench ends it, which looks at its namespace meanwhile
    }

    private void run(SocketChannel peer, ByteBuffer open) throws IOException, InterruptedException {
        Thread.ofPlatform().daemon().name("netlink-write").start(this::write);
        peer.write(open);
        while (peer.read(in) >= 0) {
            boolean all = in.hasRemaining();
            in.flip();
            while (in.remaining() >= HEADER_LENGTH && in.remaining() >= length()) {
                take(peer);
            }
            in.compact();
            if (all) {
                handOver(); // or it would lie until the peer says more
            } else {
                handOverWhenIdle();
            }
        }
        while (count > 0) {
            count--;
            put(deleting, (int) (announced[count] >>> 8), (int) announced[count] & 0xFF);
            handOverWhenIdle();
        }
        handOver();
    }

    private int length() {
        return in.getShort(in.position() + 16) & 0xFFFF;
    }

    /// OPEN and KEEPALIVE are answered by a KEEPALIVE, of which our peer sends one a second.
    private void take(SocketChannel peer) throws IOException, InterruptedException {
        int at = in.position();
        int end = at + length();
        if (in.get(at + 18) == 2) {
            int attributes = at + HEADER_LENGTH + 2 + (in.getShort(at + HEADER_LENGTH) & 0xFFFF);
            int nlri = attributes + 2 + (in.getShort(attributes) & 0xFFFF);
            in.position(at + HEADER_LENGTH + 2);
            prefixes(attributes, false);
            in.position(nlri);
            prefixes(end, true);
        } else {
            peer.write(keepalive.rewind());
        }
        in.position(end);
    }

    private void prefixes(int end, boolean announce) throws InterruptedException {
        while (in.position() < end) {
            int length = in.get();
            int address = 0;
            for (int bit = 0; bit < length; bit += 8) {
                address |= (in.get() & 0xFF) << (24 - bit);
            }
            put(announce ? adding : deleting, address, length);
            if (announce) {
                remember(address, length);
            }
        }
    }

    private void remember(int address, int length) {
        if (count == announced.length) {
            announced = Arrays.copyOf(announced, 2 * count);
        }
        announced[count++] = (long) address << 8 | length;
    }

    private void put(RouteTemplate message, int address, int length) throws InterruptedException {
        batch.put(message, AddressFamily.IPV4, (long) address << 32, 0, length);
        if (!batch.hasRoom()) {
            handOver();
        }
    }

    /// So that the kernel begins early.
    private void handOverWhenIdle() throws InterruptedException {
        if (free.size() == BATCHES - 1) {
            handOver();
        }
    }

    private void handOver() throws InterruptedException {
        if (batch.size() > 0) {
            full.put(batch);
            batch = free.take();
        }
    }

    private void write() {
        try (RouteSocket socket = RouteSocket.open()) {
            while (true) {
                RouteBatch next = full.take();
                RouteBatch.Result result = socket.send(next);
                if (!result.refusals().isEmpty()) {
                    throw new BenchFailure(
                            "the kernel refused a route: " + result.refusals().getFirst());
                }
                free.put(next);
            }
        } catch (NetlinkException | InterruptedException failure) {
            throw new BenchFailure("netlink", failure);
        }
    }
}
