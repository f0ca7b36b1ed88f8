package io.barewire.bench.peers;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage.Open;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What [BareSpeaker] and [BareRoutes] take from the file that [TransitSpeaker] reads.
record BareConfig(IpAddress self, int as, int holdSeconds) {
    static BareConfig read(Path file) throws IOException {
        IpAddress self = Cable.DAEMON;
        int as = 0;
        int hold = 90;
        for (String line : Files.readAllLines(file)) {
            String[] part = line.split(" ", -1);
            switch (part[0]) {
                case "speaker" -> {
                    self = IpAddress.parse(part[1]);
                    as = Integer.parseInt(part[2]);
                }
                case "hold" -> hold = Integer.parseInt(part[1]);
                default -> {} // whoever comes is taken
            }
        }
        return new BareConfig(self, as, hold);
    }

    ByteBuffer open() {
        Open ours = new Open(
                4,
                as,
                holdSeconds,
                self,
                List.of(Capability.Multiprotocol.of(AddressFamily.IPV4), new Capability.FourOctetAs(as)));
        return direct(MessageEncoder.encode(ours, MessageFormat.INITIAL));
    }

    static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }
}
