package io.barewire.bench;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// A client of a northbound database that does no more than it must: it sends requests that were made
/// beforehand, and reads until the answer is there.
final class MinimalClient implements AutoCloseable {
    private final SocketChannel socket;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16);

    private MinimalClient(SocketChannel socket) {
        this.socket = socket;
    }

    static MinimalClient connect(UnixDomainSocketAddress address) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
        socket.connect(address);
        return new MinimalClient(socket);
    }

    /// @param operations as they are in JSON, with commas between them
    static byte[] transaction(String operations) {
        return ("{\"id\":1,\"method\":\"transact\",\"params\":[\"OVN_Northbound\"," + operations + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// @param documents that come until the answer is there: with a monitor its update comes first
    /// @return all of them
    String ask(byte[] request, int documents) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(request);
        while (out.hasRemaining()) {
            socket.write(out);
        }
        return read(documents);
    }

    /// Braces balance, and no string has any.
    private String read(int documents) throws IOException {
        StringBuilder said = new StringBuilder();
        int open = 0;
        int whole = 0;
        while (whole < documents) {
            if (socket.read(in.clear()) < 0) {
                throw new IOException("the server closed the connection");
            }
            for (int i = 0; i < in.position(); i++) {
                if (in.get(i) == '{') {
                    open++;
                } else if (in.get(i) == '}' && --open == 0) {
                    whole++;
                }
            }
            said.append(new String(in.array(), 0, in.position(), StandardCharsets.UTF_8));
        }
        return said.toString();
    }

    /// Has the server do all of these.
    ///
    /// @throws IllegalStateException when it does not, or does nothing
    String commit(byte[] transaction, int documents) throws IOException {
        String said = ask(transaction, documents);
        if (!said.contains("\"count\":1")) {
            throw new IllegalStateException("not committed: " + said.substring(0, Math.min(400, said.length())));
        }
        return said;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
