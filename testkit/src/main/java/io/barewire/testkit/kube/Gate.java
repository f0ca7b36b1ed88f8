package io.barewire.testkit.kube;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Passes TCP connections on to a port of this machine, until it is shut: a network that fails, with the server behind
/// it alive.
public final class Gate implements AutoCloseable {
    private final int to;
    private final ServerSocket entrance;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
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

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket from = entrance.accept();
                if (open) {
                    Socket there = new Socket(InetAddress.getLoopbackAddress(), to);
                    sockets.add(from);
                    sockets.add(there);
                    pass(from, there);
                    pass(there, from);
                } else {
                    from.close();
                }
            } catch (IOException _) {
                // closed, or nobody behind it
            }
        }
    }

    private void pass(Socket from, Socket there) {
        Thread.ofVirtual().name("gate-pass").start(() -> {
            try (from;
                    there) {
                InputStream in = from.getInputStream();
                OutputStream out = there.getOutputStream();
                in.transferTo(out);
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
