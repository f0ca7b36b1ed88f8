package io.barewire.bench.peers;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Keepalive;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Capability;
import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.MessageDecoder;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.MessageType;
import io.barewire.wire.Notification;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One BGP session that the generator plays, from `connect` on. It connects again until the daemon listens; once it is
/// up, an end is final and says why. Belongs to the thread of its [Loop].
final class Session implements AutoCloseable {
    enum State {
        NEW,
        CONNECTING,
        OPEN_SENT,
        OPEN_CONFIRM,
        ESTABLISHED,
        CLOSED
    }

    private static final int HEADER_LENGTH = 19;
    private static final int WRITE = 256 * 1024;
    private static final byte[] KEEPALIVE = MessageEncoder.encode(new Keepalive(), MessageStream.FORMAT);

    private final Peer self;
    private final InetSocketAddress daemon;
    private final int holdSeconds;
    private final Optional<Sink> sink;
    private MessageStream first = MessageStream.EMPTY;
    private long retryNanos = 50_000_000;
    private long mostKeepaliveNanos = Long.MAX_VALUE / 2;
    private State state = State.NEW;
    private String end = "";
    private String refusal = "";
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private ByteBuffer stream = MessageStream.EMPTY.octets();
    private long streamSent; // when its last octet went into the socket, nanoTime
    private byte[] part = new byte[0];
    private int partLength;
    private long keepaliveNanos;
    private long nextKeepalive = Long.MAX_VALUE;
    private long retryAt;
    private long openSent;
    private long openReceived;
    private long established;

    /// @param holdSeconds what its OPEN asks for
    /// @param sink what looks at the UPDATEs that come; without it they are passed over
    Session(Peer self, InetSocketAddress daemon, int holdSeconds, Optional<Sink> sink) {
        this.self = self;
        this.daemon = daemon;
        this.holdSeconds = holdSeconds;
        this.sink = sink;
    }

    /// Sends this as soon as it is up, and again when it is asked to (RFC 2918).
    Session sendingFirst(MessageStream stream) {
        first = stream;
        return this;
    }

    /// Sends KEEPALIVEs more often than the hold time asks for.
    Session withKeepaliveEvery(Duration time) {
        mostKeepaliveNanos = time.toNanos();
        return this;
    }

    /// How long after a refused connection it tries again.
    Session withRetryEvery(Duration time) {
        retryNanos = time.toNanos();
        return this;
    }

    Peer self() {
        return self;
    }

    State state() {
        return state;
    }

    boolean isEstablished() {
        return state == State.ESTABLISHED;
    }

    /// Why the last attempt came to nothing; empty when none has.
    String refusal() {
        return refusal;
    }

    /// Why it ended after it was up; empty while it has not.
    String end() {
        return end;
    }

    Sink sink() {
        return sink.orElseThrow();
    }

    /// When our first OPEN went out, as nanoTime.
    long openSent() {
        return openSent;
    }

    /// When the daemon's first OPEN came, as nanoTime.
    long openReceived() {
        return openReceived;
    }

    long establishedAt() {
        return established;
    }

    /// When the last octet of the stream went into the socket, as nanoTime; 0 while it has not.
    long streamSent() {
        return streamSent;
    }

    void connect(Selector selector) throws IOException {
        SocketChannel socket = SocketChannel.open(StandardProtocolFamily.INET);
        channel = socket;
        socket.configureBlocking(false);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.bind(new InetSocketAddress(self.address().toInetAddress(), 0));
        state = State.CONNECTING;
        key = socket.register(selector, SelectionKey.OP_CONNECT, this);
        if (socket.connect(daemon)) {
            open();
        }
    }

    /// When a refused connection should be tried again; `Long.MAX_VALUE` when there is none.
    long retryAt() {
        return state == State.NEW && retryAt != 0 ? retryAt : Long.MAX_VALUE;
    }

    /// Sends this as fast as the socket takes it.
    void send(MessageStream next) throws IOException {
        if (stream.hasRemaining()) {
            throw new IllegalStateException(self + " is still sending");
        }
        stream = next.octets().duplicate();
        streamSent = 0;
        write();
    }

    void ready(byte[] buffer, ByteBuffer direct) throws IOException {
        SelectionKey ready = key();
        if (ready.isConnectable()) {
            connected();
            return;
        }
        try {
            if (ready.isReadable()) {
                read(buffer, direct);
            }
            if (ready.isValid() && ready.isWritable()) {
                write();
            }
        } catch (IOException lost) {
            close("connection lost: " + lost.getMessage());
        }
    }

    private void connected() throws IOException {
        try {
            if (channel().finishConnect()) {
                open();
            }
        } catch (IOException refused) {
            close("connection refused: " + refused.getMessage());
        }
    }

    private void open() throws IOException {
        key().interestOps(SelectionKey.OP_READ);
        Open open = new Open(
                4,
                self.as(),
                holdSeconds,
                self.address(),
                List.of(
                        Capability.Multiprotocol.of(AddressFamily.IPV4),
                        new Capability.RouteRefresh(),
                        new Capability.FourOctetAs(self.as())));
        openSent = openSent == 0 ? System.nanoTime() : openSent;
        state = State.OPEN_SENT;
        control(MessageEncoder.encode(open, MessageFormat.INITIAL));
    }

    /// A message that is not part of a stream. Before and behind streams the socket has always room for one.
    private void control(byte[] message) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(message);
        if (channel().write(octets) != message.length) {
            throw new IOException("no room in the socket for a message of " + message.length + " octets");
        }
    }

    /// Sends a KEEPALIVE when one is due, never into the middle of a stream.
    void keepalive(long now) throws IOException {
        if (state == State.ESTABLISHED && now >= nextKeepalive && !stream.hasRemaining()) {
            nextKeepalive = now + keepaliveNanos;
            try {
                control(KEEPALIVE);
            } catch (IOException lost) {
                close("connection lost: " + lost.getMessage());
            }
        }
    }

    private void write() throws IOException {
        if (!stream.hasRemaining()) {
            return;
        }
        while (stream.hasRemaining()) {
            int most = Math.min(WRITE, stream.remaining());
            int written = channel().write(stream.slice(stream.position(), most));
            stream.position(stream.position() + written);
            if (written < most) {
                key().interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
        }
        streamSent = System.nanoTime();
        key().interestOps(SelectionKey.OP_READ);
    }

    /// One read, and every whole message of it.
    private void read(byte[] buffer, ByteBuffer direct) throws IOException {
        direct.clear().limit(buffer.length - partLength);
        int count = channel().read(direct);
        if (count < 0) {
            close("the daemon closed the connection");
            return;
        }
        System.arraycopy(part, 0, buffer, 0, partLength);
        direct.flip().get(buffer, partLength, count);
        int to = partLength + count;
        int at = 0;
        while (to - at >= HEADER_LENGTH && channel().isOpen()) {
            int length = BigEndian.u16(buffer, at + 16);
            if (length < HEADER_LENGTH) {
                close("the daemon sent a message of " + length + " octets");
                return;
            }
            if (to - at < length) {
                break;
            }
            message(buffer, at, length);
            at += length;
        }
        if (!channel().isOpen()) {
            return;
        }
        partLength = to - at;
        if (part.length < partLength) {
            part = new byte[Math.max(4096, partLength)];
        }
        System.arraycopy(buffer, at, part, 0, partLength);
    }

    private void message(byte[] buffer, int at, int length) throws IOException {
        switch (MessageType.of(buffer[at + 18]).orElseThrow()) {
            case UPDATE -> {
                if (sink.isPresent()) {
                    sink.get().update(buffer, at, length);
                }
            }
            case KEEPALIVE -> {
                if (state == State.OPEN_CONFIRM) {
                    state = State.ESTABLISHED;
                    established = System.nanoTime();
                    if (first.length() > 0) {
                        send(first);
                    }
                    nextKeepalive = established + keepaliveNanos;
                }
            }
            case OPEN -> opened(Arrays.copyOfRange(buffer, at, at + length));
            case NOTIFICATION ->
                close("the daemon sent " + Notification.of(buffer[at + 19] & 0xFF, buffer[at + 20] & 0xFF));
            case ROUTE_REFRESH -> {
                if (!stream.hasRemaining()) {
                    send(first);
                }
            }
        }
    }

    private void opened(byte[] message) throws IOException {
        if (new MessageDecoder(MessageFormat.INITIAL).decode(message)
                        instanceof DecodeOutcome.Accepted(Open open, List<String> _)
                && open.capability(Capability.FourOctetAs.class).isPresent()) {
            openReceived = openReceived == 0 ? System.nanoTime() : openReceived;
            int hold = Math.min(holdSeconds, open.holdTimeSeconds());
            keepaliveNanos = Math.min(mostKeepaliveNanos, hold == 0 ? Long.MAX_VALUE / 2 : hold * 1_000_000_000L / 3);
            state = State.OPEN_CONFIRM;
            control(KEEPALIVE);
        } else {
            close("the daemon's OPEN is not acceptable, or without four-octet AS numbers");
        }
    }

    /// The end of a session that was up, or of an attempt.
    private void close(String why) {
        boolean wasUp = state == State.ESTABLISHED;
        close();
        if (wasUp) {
            end = why;
        } else {
            refusal = why;
            again();
        }
    }

    private void again() {
        state = State.NEW;
        partLength = 0;
        retryAt = System.nanoTime() + retryNanos;
    }

    /// Closes the connection without a word.
    @Override
    public void close() {
        state = State.CLOSED;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException _) {
                // it is gone either way
            }
        }
    }

    private SocketChannel channel() {
        if (channel == null) {
            throw new IllegalStateException(self + " was never connected");
        }
        return channel;
    }

    private SelectionKey key() {
        if (key == null) {
            throw new IllegalStateException(self + " was never connected");
        }
        return key;
    }
}
