package io.barewire.daemon.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Asks an agent one question.
public final class ControlClient {
    /// An agent that says more than this is not one of ours.
    private static final int MOST_OCTETS = 64 << 20;

    private ControlClient() {}

    /// @throws IOException when nobody answers at `path`, or not in time; the message is for people
    public static Answer ask(Path path, Request request, Duration patience, ObjectMapper mapper) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
                ScheduledExecutorService deadline = Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("control-deadline").factory())) {
            ScheduledFuture<?> end =
                    deadline.schedule(() -> closeLate(channel), patience.toMillis(), TimeUnit.MILLISECONDS);
            try {
                ByteBuffer out = ByteBuffer.wrap((request.write(mapper) + "\n").getBytes(StandardCharsets.UTF_8));
                while (out.hasRemaining()) {
                    channel.write(out);
                }
                return Answer.read(readLine(channel), mapper);
            } catch (AsynchronousCloseException late) {
                throw new IOException("the agent did not answer within " + patience.toMillis() + " ms", late);
            } finally {
                end.cancel(false);
            }
        }
    }

    private static SocketChannel closeLate(SocketChannel channel) throws IOException {
        channel.close();
        return channel;
    }

    private static String readLine(SocketChannel channel) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(1 << 16);
        while (line.size() <= MOST_OCTETS) {
            if (channel.read(in.clear()) < 0) {
                throw new IOException("the agent closed the connection in the middle of its answer");
            }
            line.write(in.array(), 0, in.position());
            if (in.get(in.position() - 1) == '\n') {
                return line.toString(StandardCharsets.UTF_8).strip();
            }
        }
        throw new IOException("the agent's answer is longer than " + MOST_OCTETS + " octets");
    }
}
