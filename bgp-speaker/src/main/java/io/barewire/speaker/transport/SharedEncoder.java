package io.barewire.speaker.transport;

import io.barewire.wire.BgpMessage;
import io.barewire.wire.MessageBuffer;
import io.barewire.wire.MessageEncoder;
import io.barewire.wire.MessageFormat;
import io.barewire.wire.Update;
import io.barewire.wire.UpdateEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Encodes what the tables say, once for all members of an update group: they are given the same objects in the
/// same turn, so where the octets of each are is remembered by identity until the turn ends. Belongs to the routing
/// thread.
public final class SharedEncoder {
    private static final int SMALL = 4 * 1024;
    private static final int KEPT = 256 * 1024;

    /// Octets of the turn, `from` to `to`, which are so many messages.
    private record Run(int from, int to, int messages) {}

    /// What one session is sent in one piece.
    ///
    /// @param updates how many of the messages are UPDATEs
    @SuppressWarnings("ArrayRecordComponent") // handed over and not kept
    record Piece(byte[] octets, int messages, int updates) {}

    private final Map<MessageFormat, UpdateEncoder> encoders = new HashMap<>();
    private final IdentityHashMap<BgpMessage, Run> runs = new IdentityHashMap<>();
    private MessageBuffer turn = new MessageBuffer(SMALL);
    private @Nullable MessageFormat lastFormat;
    private @Nullable UpdateEncoder last;

    Piece encode(List<BgpMessage> messages, MessageFormat format) {
        List<Run> all = new ArrayList<>(messages.size());
        int length = 0;
        int count = 0;
        int updates = 0;
        for (BgpMessage message : messages) {
            Run run = run(message, format);
            all.add(run);
            length += run.to - run.from;
            count += run.messages;
            updates += message instanceof Update ? run.messages : 0;
        }
        byte[] octets = new byte[length];
        int at = 0;
        for (Run run : all) {
            turn.copyTo(octets, at, run.from, run.to);
            at += run.to - run.from;
        }
        return new Piece(octets, count, updates);
    }

    public void endOfTurn() {
        runs.clear();
        if (turn.length() > KEPT) {
            turn = new MessageBuffer(SMALL);
        } else {
            turn.clear();
        }
    }

    private Run run(BgpMessage message, MessageFormat format) {
        Run known = runs.get(message);
        if (known != null) {
            return known;
        }
        int from = turn.length();
        int before = turn.messages();
        if (message instanceof Update update) {
            encoder(format).encode(update, turn);
        } else {
            MessageEncoder.append(message, format, turn);
        }
        Run run = new Run(from, turn.length(), turn.messages() - before);
        runs.put(message, run);
        return run;
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
