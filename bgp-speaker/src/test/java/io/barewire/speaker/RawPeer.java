package io.barewire.speaker;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Capability;
import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageDecoder;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A peer that does just what a test tells it to, over a blocking socket.
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final MessageFormat FORMAT =
            new MessageFormat(false, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);

    private final Socket socket;
    private final DataInputStream in;
    private final MessageDecoder decoder = new MessageDecoder(FORMAT);

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(socket.getInputStream());
    }

    /// Connects from one loopback address to another.
    static RawPeer connect(String own, String remote, int port) throws IOException {
        return new RawPeer(new Socket(InetAddress.getByName(remote), port, InetAddress.getByName(own), 0));
    }

    /// The next one that connects there.
    static RawPeer accept(ServerSocket listener) throws IOException {
        return new RawPeer(listener.accept());
    }

    /// As [#connect], with little room for what it does not read.
    static RawPeer connectNarrow(String own, String remote, int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.bind(new InetSocketAddress(own, 0));
        socket.connect(new InetSocketAddress(remote, port));
        return new RawPeer(socket);
    }

    static BgpMessage.Open open(String identifier, long as) {
        return new BgpMessage.Open(
                4,
                as,
                90,
                IpAddress.parse(identifier),
                List.of(
                        Capability.Multiprotocol.of(AddressFamily.IPV4),
                        new Capability.RouteRefresh(),
                        new Capability.FourOctetAs(as)));
    }

    /// OPEN and KEEPALIVE both ways.
    RawPeer establish(String identifier, long as) throws IOException {
        return establish(open(identifier, as));
    }

    RawPeer establish(BgpMessage.Open open) throws IOException {
        send(open);
        expect(BgpMessage.Open.class);
        send(new BgpMessage.Keepalive());
        expect(BgpMessage.Keepalive.class);
        return this;
    }

    RawPeer send(BgpMessage message) throws IOException {
        return send(MessageEncoder.encode(message, FORMAT));
    }

    RawPeer send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        return this;
    }

    /// Reads until a message of this kind comes.
    <M extends BgpMessage> M expect(Class<M> kind) throws IOException {
        while (true) {
            if (decoder.decode(frame()) instanceof DecodeOutcome.Accepted(BgpMessage message, List<String> _)
                    && kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    /// Reads until a message comes that is longer than this.
    byte[] expectLongerThan(int octets) throws IOException {
        while (true) {
            byte[] frame = frame();
            if (frame.length > octets) {
                return frame;
            }
        }
    }

    private byte[] frame() throws IOException {
        byte[] header = new byte[19];
        in.readFully(header);
        byte[] frame = Arrays.copyOf(header, (header[16] & 0xFF) << 8 | (header[17] & 0xFF));
        in.readFully(frame, 19, frame.length - 19);
        return frame;
    }

    /// Reads whatever comes until the other side closes.
    ///
    /// @return how many octets came
    int readToEnd() throws IOException {
        return in.readAllBytes().length;
    }

    /// Ends the connection with a TCP reset.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
