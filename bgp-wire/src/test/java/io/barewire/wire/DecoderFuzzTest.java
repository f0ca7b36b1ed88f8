package io.barewire.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Fuzz targets: as plain tests they run the empty input and what is kept beside them in the resources; with
/// `JAZZER_FUZZ=1` (`./dev fuzz`) they look for more.
class DecoderFuzzTest {
    /// The first octet chooses the format and the type, the rest is the body; what is accepted must be writable,
    /// and mean the same when read again.
    @FuzzTest
    void message(byte[] input) {
        if (input.length == 0) {
            return;
        }
        MessageFormat format = format(input[0]);
        WireWriter out = new WireWriter(64);
        int length = Math.min(Framing.HEADER_LENGTH + input.length - 1, format.maximumLength());
        out.u64(-1).u64(-1).u16(length).u8(1 + (input[0] & 0xFF) % 5);
        out.octets(input, 1, 1 + length - Framing.HEADER_LENGTH);
        DecodeOutcome outcome = new MessageDecoder(format).decode(out.toArray());
        if (outcome instanceof DecodeOutcome.Accepted(BgpMessage message, List<String> _)) {
            if (message instanceof Update update) {
                rewrite(update, format);
            } else if (!new MessageDecoder(format)
                    .decode(MessageEncoder.encode(message, format))
                    .equals(outcome)) {
                throw new AssertionError(outcome + " changes when it is written and read again");
            }
        }
    }

    private static void rewrite(Update update, MessageFormat format) {
        if (!update.announced().isEmpty() || !update.withdrawn().isEmpty()) {
            for (byte[] message : new UpdateEncoder(format).encode(update).messages()) {
                if (!(new MessageDecoder(format).decode(message) instanceof DecodeOutcome.Accepted)) {
                    throw new AssertionError(update + " is not accepted when it is written again");
                }
            }
        }
    }

    @FuzzTest
    void octetsOfAnyKind(byte[] input) {
        new MessageDecoder(MessageFormat.INITIAL).decode(input);
    }

    @FuzzTest
    void capabilities(byte[] input) {
        List<Capability> capabilities = new ArrayList<>();
        if (Capabilities.read(input, 0, input.length, capabilities).isEmpty()) {
            WireWriter out = new WireWriter(64);
            capabilities.forEach(capability -> Capabilities.write(capability, out));
            List<Capability> again = new ArrayList<>();
            byte[] written = out.toArray();
            if (Capabilities.read(written, 0, written.length, again).isPresent() || !again.equals(capabilities)) {
                throw new AssertionError(capabilities + " read again is " + again);
            }
        }
    }

    private static MessageFormat format(byte choice) {
        Set<AddressFamily> addPath = (choice & 8) != 0 ? Set.of(AddressFamily.IPV4) : Set.of();
        return new MessageFormat(
                (choice & 1) != 0,
                (choice & 2) != 0,
                (choice & 4) != 0,
                Set.of(AddressFamily.values()),
                addPath,
                addPath,
                (choice & 16) != 0,
                (choice & 32) != 0);
    }
}
