package io.barewire.testkit.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// Passes TCP connections on to a port of this machine, until it is shut: a network that fails, with the server behind
/// it alive; or until it holds what is said, as a server does that is alive enough to accept connections.
public final class Gate implements AutoCloseable {
    private final int to;
    private final ServerSocket entrance;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicLong passed = new AtomicLong();
    private final Semaphore way = new Semaphore(1);
    private volatile boolean open = true;

    private Gate(int to, ServerSocket entrance) {
        this.to = to;
        this.entrance = entrance;
    }

    public static Gate to(int port) throws IOException {
        Gate gate = new Gate(port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("gate").start(gate::accept);
        return gate;
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /// Ends all connections and lets none in.
    public void shut() {
        open = false;
        endAll();
    }

    public void open() {
        open = true;
    }

    /// Connections stay and are accepted, and not an octet passes until [#release].
    public void hold() {
        way.acquireUninterruptibly();
    }

    public void release() {
        way.release();
    }

    /// How many octets have passed, in both directions.
    public long passed() {
        return passed.get();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket from = entrance.accept();
                if (!open || !letIn(from)) {
                    from.close();
                }
            } catch (IOException _) {
                // closed
            }
        }
    }

    /// @return false when nobody is behind it, or it was shut meanwhile
    private boolean letIn(Socket from) {
        try {
            Socket there = new Socket(InetAddress.getLoopbackAddress(), to);
            sockets.add(from);
            sockets.add(there);
            if (!open) {
                endAll(); // shut before it knew of them
                return false;
            }
            pass(from, there);
            pass(there, from);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void pass(Socket from, Socket there) {
        Thread.ofVirtual().name("gate-pass").start(() -> {
            try (from;
                    there) {
                InputStream in = from.getInputStream();
                OutputStream out = there.getOutputStream();
                byte[] octets = new byte[64 * 1024];
                for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
                    way.acquireUninterruptibly();
                    way.release();
                    out.write(octets, 0, count);
                    passed.addAndGet(count);
                }
            } catch (IOException _) {
                // either side ended it
            }
            sockets.removeAll(List.of(from, there));
        });
    }

    private void endAll() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException _) {
                // it is not needed any more
            }
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        endAll();
    }
}
