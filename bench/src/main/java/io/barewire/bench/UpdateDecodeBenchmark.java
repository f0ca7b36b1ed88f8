package io.barewire.bench;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageBuffer;
import io.barewire.wire.MessageDecoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Nlri;
import io.barewire.wire.Update;
import io.barewire.wire.UpdateEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// From framed octets to a validated UPDATE whose prefixes have been walked; one operation is one prefix. `encode` is
/// the way back.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class UpdateDecodeBenchmark {
    private static final int PREFIXES = 100_000;
    private static final int PIECE = 64 * 1024;

    private final MessageFormat format =
            new MessageFormat(true, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);
    private final MessageDecoder warm = new MessageDecoder(format);
    private final MessageBuffer buffer = new MessageBuffer(2 * PIECE);
    private List<Update> updates = List.of();
    private List<byte[]> frames = List.of();

    @Setup
    public void build() {
        updates = DfzLikeTable.updates(PREFIXES, 64_999, IpAddress.parse("192.0.2.1"), 1);
        frames = encodeAll();
    }

    /// A decoder that has seen none of the attribute blocks.
    @Benchmark
    @OperationsPerInvocation(PREFIXES)
    public long decodeNew() {
        return decodeAll(new MessageDecoder(format));
    }

    /// The table comes again, as after a route refresh.
    @Benchmark
    @OperationsPerInvocation(PREFIXES)
    public long decodeAgain() {
        return decodeAll(warm);
    }

    @Benchmark
    @OperationsPerInvocation(PREFIXES)
    public int encode() {
        UpdateEncoder encoder = new UpdateEncoder(format);
        int messages = 0;
        for (Update update : updates) {
            encoder.encode(update, buffer);
            if (buffer.length() > PIECE) {
                messages += buffer.messages();
                buffer.clear();
            }
        }
        return messages;
    }

    private List<byte[]> encodeAll() {
        UpdateEncoder encoder = new UpdateEncoder(format);
        List<byte[]> all = new ArrayList<>(updates.size());
        for (Update update : updates) {
            all.addAll(encoder.encode(update).messages());
        }
        return all;
    }

    private long decodeAll(MessageDecoder decoder) {
        long sum = 0;
        for (byte[] frame : frames) {
            sum += switch (decoder.decode(frame)) {
                case DecodeOutcome.Accepted(Update update, var _) -> walk(update);
                case DecodeOutcome other ->
                    throw new IllegalStateException("a valid UPDATE was not accepted: " + other);
            };
        }
        return sum;
    }

    private static long walk(Update update) {
        long sum = 0;
        for (Update.Reach reach : update.announced()) {
            for (Nlri.Cursor at = reach.nlri().cursor(); at.next(); ) {
                sum += at.high() + at.length();
            }
        }
        return sum;
    }
}
