package io.barewire.bench.peers;

import io.barewire.wire.BgpMessage.Keepalive;
import io.barewire.wire.MessageEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a JVM takes for [MeshWorkload] when nothing in it is a BGP speaker: the floor for one that is. One thread with
/// the JDK's epoll answers every OPEN by the same octets and passes prefixes on, without a table, a check, a timer for
/// each session, or a socket option that is not needed for it to be quick.
///
/// It reads the file that [TransitSpeaker] reads, and takes whole messages only, which is how small ones come.
public final class BareSpeaker {
    private static final int HEADER_LENGTH = 19;
    private static final int BACKLOG = 4096;
    private static final int BUFFER = 64 * 1024;

    private final ByteBuffer open;
    private final ByteBuffer keepalive =
            BareConfig.direct(MessageEncoder.encode(new Keepalive(), MessageStream.FORMAT));
    private final ByteBuffer attributes;
    private final int as;
    private final long keepaliveNanos;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer toSink = ByteBuffer.allocateDirect(BUFFER);
    private final List<SocketChannel> all = new ArrayList<>();
    private @Nullable SocketChannel sink;

    private BareSpeaker(BareConfig config) {
        as = config.as();
        keepaliveNanos = config.holdSeconds() * 1_000_000_000L / 3;
        open = config.open();
        byte[] nextHop = config.self().octets();
        attributes = BareConfig.direct(new byte[] {
            0x40,
            1,
            1,
            0, // ORIGIN: IGP
            0x40,
            2,
            6,
            2,
            1,
            0,
            0,
            (byte) (as >> 8),
            (byte) as, // AS_PATH: one AS_SEQUENCE
            0x40,
            3,
            4,
            nextHop[0],
            nextHop[1],
            nextHop[2],
            nextHop[3] // NEXT_HOP
        });
    }

    public static void main(String[] words) throws IOException {
        new BareSpeaker(BareConfig.read(Path.of(words[0]))).run();
    }

    private void run() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(179), BACKLOG);
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            long next = System.nanoTime() + keepaliveNanos;
            while (true) {
                selector.select(Math.max(1, (next - System.nanoTime()) / 1_000_000));
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isAcceptable()) {
                        accept(listener, selector);
                    } else {
                        read((SocketChannel) key.channel());
                    }
                }
                selector.selectedKeys().clear();
                flush();
                if (System.nanoTime() - next >= 0) {
                    next += keepaliveNanos;
                    for (SocketChannel each : all) {
                        each.write(keepalive.rewind());
                    }
                }
            }
        }
    }

    private void accept(ServerSocketChannel listener, Selector selector) throws IOException {
        for (SocketChannel made = listener.accept(); made != null; made = listener.accept()) {
            made.configureBlocking(false);
            made.setOption(StandardSocketOptions.TCP_NODELAY, true);
            made.register(selector, SelectionKey.OP_READ);
            made.write(open.rewind());
            all.add(made);
        }
    }

    private void read(SocketChannel from) throws IOException {
        in.clear();
        if (from.read(in) < 0) {
            from.close();
            all.remove(from);
            return;
        }
        in.flip();
        while (in.hasRemaining()) {
            int at = in.position();
            int length = in.getShort(at + 16) & 0xFFFF;
            switch (in.get(at + 18)) {
                case 1 -> {
                    from.write(keepalive.rewind());
                    // My Autonomous System, behind the version: who is in another one only listens.
                    sink = (in.getShort(at + 20) & 0xFFFF) == as ? sink : from;
                }
                case 2 -> update(at, length);
                default -> {} // KEEPALIVE
            }
            in.position(at + length);
        }
    }

    /// Passes prefixes on, with attributes of our own.
    private void update(int at, int length) throws IOException {
        int withdrawn = in.getShort(at + HEADER_LENGTH) & 0xFFFF;
        int attributesAt = at + HEADER_LENGTH + 2 + withdrawn;
        int nlri = attributesAt + 2 + (in.getShort(attributesAt) & 0xFFFF);
        int octets = at + length - nlri;
        if (octets == 0) {
            return; // End-of-RIB
        }
        attributes.rewind();
        int told = HEADER_LENGTH + 4 + attributes.remaining() + octets;
        if (toSink.remaining() < told) {
            flush();
        }
        toSink.putLong(-1).putLong(-1).putShort((short) told).put((byte) 2);
        toSink.putShort((short) 0).putShort((short) attributes.remaining()).put(attributes);
        toSink.put(in.slice(nlri, octets));
    }

    private void flush() throws IOException {
        if (toSink.position() == 0 || sink == null) {
            return;
        }
        toSink.flip();
        sink.write(toSink);
        toSink.compact();
    }
}
