package io.barewire.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The body of an answer, as a stream that gives up after too long a silence; [#content] is what it says. Its next
/// piece is asked for when the last one is used up, so at most one is held.
final class Body extends InputStream implements AsyncBody.Consumer<List<ByteBuffer>> {
    private sealed interface Arrival {
        record Piece(List<ByteBuffer> buffers) implements Arrival {}

        record End(Optional<Throwable> failure) implements Arrival {}
    }

    /// Of compressed octets, at a time.
    private static final int COMPRESSED = 8192;

    private final Duration silence;
    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private volatile @Nullable AsyncBody source;
    private volatile boolean closed;

    private volatile boolean ended;

    private volatile boolean compressed;

    // Of the thread that reads.
    private List<ByteBuffer> piece = List.of();

    Body(Duration silence) {
        this.silence = silence;
    }

    /// What can be read is this from now on.
    ///
    /// @param gzip how it is encoded (RFC 9110 §8.4.1.3)
    void begin(AsyncBody body, boolean gzip) {
        compressed = gzip;
        source = body;
        var _ = body.done().whenComplete((_, failure) -> arrivals.add(new Arrival.End(Optional.ofNullable(failure))));
    }

    /// What was to be said, to be read once. Closing it closes this.
    InputStream content() throws IOException {
        return compressed ? new GZIPInputStream(this, COMPRESSED) : this;
    }

    @Override
    public void consume(List<ByteBuffer> buffers, AsyncBody body) {
        arrivals.add(new Arrival.Piece(buffers));
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? piece.getFirst().get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, piece.getFirst().remaining());
        piece.getFirst().get(into, offset, count);
        return count;
    }

    private boolean hasMore() throws IOException {
        while (!ended) {
            while (!piece.isEmpty() && !piece.getFirst().hasRemaining()) {
                piece = piece.subList(1, piece.size());
            }
            if (!piece.isEmpty()) {
                return true;
            }
            switch (next()) {
                case Arrival.Piece(List<ByteBuffer> buffers) -> piece = buffers;
                case Arrival.End(Optional<Throwable> failure) -> {
                    ended = true;
                    if (closed) {
                        throw new IOException("closed");
                    }
                    if (failure.isPresent()) {
                        throw new IOException("the connection was lost", failure.get());
                    }
                }
            }
        }
        return false;
    }

    private Arrival next() throws IOException {
        AsyncBody body = source;
        if (body != null) {
            body.consume();
        }
        try {
            Arrival arrival = arrivals.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            if (arrival == null) {
                close();
                throw new IOException("the API server said nothing for " + silence.toSeconds() + " s");
            }
            return arrival;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            close();
            throw new InterruptedIOException("interrupted");
        }
    }

    /// Reads what is left, which is not of interest: a body that is read to its end leaves a connection behind that can
    /// be used again.
    void skipRest() throws IOException {
        transferTo(OutputStream.nullOutputStream());
    }

    /// Gives the rest up; another thread that reads gets an exception.
    @Override
    public void close() {
        if (closed || ended) {
            return;
        }
        closed = true;
        AsyncBody body = source;
        if (body != null) {
            body.cancel();
        }
        arrivals.add(new Arrival.End(Optional.empty()));
    }
}
