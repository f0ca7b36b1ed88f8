package io.barewire.bench;

import io.barewire.rib.PeerId;
import io.barewire.rib.PeerPolicy;
import io.barewire.rib.Rib;
import io.barewire.rib.RibSettings;
import io.barewire.rib.SessionInfo;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageBuffer;
import io.barewire.wire.MessageDecoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Update;
import io.barewire.wire.UpdateEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/// What a prefix allocates on its way, apart from what its UPDATE does: 800 prefixes to a message, all of them known,
/// each time with another AS_PATH. One operation is one prefix.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotPathBenchmark {
    private static final int MESSAGES = 100;
    private static final int EACH = 800;
    private static final int PREFIXES = MESSAGES * EACH;
    private static final MessageFormat FORMAT =
            new MessageFormat(true, true, false, Set.of(AddressFamily.IPV4), Set.of(), Set.of(), false);
    private static final PeerId FROM = new PeerId("192.0.2.1");
    private static final PeerId TO = new PeerId("192.0.2.2");

    private final MessageDecoder decoder = new MessageDecoder(FORMAT);
    private final UpdateEncoder encoder = new UpdateEncoder(FORMAT);
    private final MessageBuffer buffer = new MessageBuffer(64 * 1024);
    private final Rib rib = new Rib(new RibSettings(64_512, IpAddress.parse("192.0.2.254"), 1));
    private final List<List<byte[]>> tables = new ArrayList<>();
    private final List<List<Update>> read = new ArrayList<>();
    private int turn;

    @Setup
    public void fill() {
        for (long as = 1; as <= 2; as++) {
            List<byte[]> frames = new ArrayList<>();
            List<Update> updates = new ArrayList<>();
            for (int message = 0; message < MESSAGES; message++) {
                frames.addAll(encoder.encode(update(message, as)).messages());
            }
            frames.forEach(frame -> updates.add(decoded(frame)));
            tables.add(frames);
            read.add(updates);
        }
        up(FROM, 64_999);
        up(TO, 64_998);
        receive();
        toldAndEncoded();
    }

    /// Framed octets to an UPDATE.
    @Benchmark
    @OperationsPerInvocation(PREFIXES)
    public int decode() {
        int sum = 0;
        for (byte[] frame : tables.getFirst()) {
            sum += decoded(frame).announced().size();
        }
        return sum;
    }

    /// Through the tables: another path for each prefix, chosen, and noted as to be told.
    @Benchmark
    @OperationsPerInvocation(PREFIXES)
    public void receive() {
        turn++;
        for (Update update : read.get(turn % 2)) {
            rib.receive(FROM, update);
        }
    }

    /// The same, and told to a peer, in octets.
    @Benchmark
    @OperationsPerInvocation(PREFIXES)
    public int receiveAndTell() {
        receive();
        return toldAndEncoded();
    }

    private int toldAndEncoded() {
        int messages = 0;
        while (rib.hasOutput(TO) || rib.hasOutput(FROM)) {
            for (BgpMessage message : rib.poll(TO)) {
                if (message instanceof Update update) {
                    encoder.encode(update, buffer);
                }
            }
            messages += buffer.messages();
            buffer.clear();
            rib.poll(FROM);
        }
        return messages;
    }

    private Update decoded(byte[] frame) {
        if (decoder.decode(frame) instanceof DecodeOutcome.Accepted(Update update, List<String> _)) {
            return update;
        }
        throw new IllegalStateException("a valid UPDATE was not accepted");
    }

    private static Update update(int message, long as) {
        Nlri.Builder nlri = new Nlri.Builder(AddressFamily.IPV4, false);
        for (int i = 0; i < EACH; i++) {
            nlri.add(0, (0x0A000000L + (message * EACH + i) * 256L) << 32, 0, 24);
        }
        AsPath path = new AsPath(List.of(
                new AsPath.Segment(AsPath.Segment.SegmentType.AS_SEQUENCE, List.of(64_999L, as, message + 1L))));
        return Update.announce(
                NextHop.of(IpAddress.parse(FROM.name())),
                PathAttributes.of(new Origin(Origin.Kind.IGP), path),
                nlri.build());
    }

    private void up(PeerId id, long as) {
        IpAddress address = IpAddress.parse(id.name());
        NextHop self = NextHop.of(IpAddress.parse("192.0.2.254"));
        rib.addPeer(id, PeerPolicy.EVERYTHING);
        rib.peerUp(id, new SessionInfo(as, address, address, Map.of(AddressFamily.IPV4, self), FORMAT, false, 0, true));
    }
}
