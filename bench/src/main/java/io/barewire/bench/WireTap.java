package io.barewire.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/// Stands between one client and a server on a Unix socket and notes when the client sent something.
final class WireTap implements AutoCloseable {
    private final ServerSocketChannel listening;
    private final UnixDomainSocketAddress server;
    private final ConcurrentSkipListSet<Long> times = new ConcurrentSkipListSet<>();
    private final AtomicLong octets = new AtomicLong();

    private WireTap(ServerSocketChannel listening, UnixDomainSocketAddress server) {
        this.listening = listening;
        this.server = server;
    }

    static WireTap open(Path socket, UnixDomainSocketAddress server) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(socket));
        WireTap tap = new WireTap(listening, server);
        Thread.ofPlatform().daemon().name("wire-tap").start(tap::accept);
        return tap;
    }

    private void accept() {
        try {
            SocketChannel client = listening.accept();
            SocketChannel onward = SocketChannel.open(server);
            Thread.ofPlatform().daemon().name("wire-tap-back").start(() -> pass(onward, client, false));
            pass(client, onward, true);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void pass(SocketChannel from, SocketChannel to, boolean noted) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        try (from;
                to) {
            while (from.read(buffer.clear()) >= 0) {
                if (noted) {
                    times.add(System.nanoTime());
                    octets.addAndGet(buffer.position());
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        } catch (IOException _) { // one of the two is gone, and so is the connection
        }
    }

    /// When the client first sent something after `nanoTime`.
    long firstSince(long nanoTime) {
        Long found = times.ceiling(nanoTime);
        if (found == null) {
            throw new IllegalStateException("the client has sent nothing");
        }
        return found;
    }

    /// Sent by the client so far.
    long octets() {
        return octets.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
