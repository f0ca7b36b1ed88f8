package io.barewire.speaker.transport;

import io.barewire.wire.BgpMessage;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Update;
import io.barewire.wire.UpdateEncoder;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Encodes what the tables say, once for all members of an update group: they are given the same objects in the
/// same turn, so what is encoded is remembered by identity until the turn ends. Belongs to the routing thread.
public final class SharedEncoder {
    private final Map<MessageFormat, UpdateEncoder> encoders = new HashMap<>();
    private final IdentityHashMap<BgpMessage, List<byte[]>> thisTurn = new IdentityHashMap<>();
    private @Nullable MessageFormat lastFormat;
    private @Nullable UpdateEncoder last;

    List<byte[]> encode(BgpMessage message, MessageFormat format) {
        return thisTurn.computeIfAbsent(message, _ -> encodeAnew(message, format));
    }

    public void endOfTurn() {
        thisTurn.clear();
    }

    private List<byte[]> encodeAnew(BgpMessage message, MessageFormat format) {
        if (!(message instanceof Update update)) {
            return List.of(MessageEncoder.encode(message, format));
        }
        return encoder(format).encode(update).messages();
    }

    /// A session's format is one object for all its messages.
    private UpdateEncoder encoder(MessageFormat format) {
        UpdateEncoder known = last;
        if (known == null || !format.equals(lastFormat)) {
            known = encoders.computeIfAbsent(format, UpdateEncoder::new);
            last = known;
            lastFormat = format;
        }
        return known;
    }
}
