package io.barewire.speaker.transport;

import io.barewire.wire.BgpMessage;
import io.barewire.wire.MessageBuffer;
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
/// same turn, so where the octets of each are is remembered by identity until the turn ends. Belongs to the routing
/// thread.
public final class SharedEncoder {
    private static final int SMALL = 4 * 1024;
    private static final int KEPT = 256 * 1024;

    /// Octets of the turn, `from` to `to`, which are so many messages.
    private record Run(int from, int to, int messages) {}

    /// What sessions are sent in one piece. Its octets are shared and do not change.
    ///
    /// @param updates how many of the messages are UPDATEs
    @SuppressWarnings("ArrayRecordComponent") // shared, and nobody changes it
    record Piece(byte[] octets, int messages, int updates) {}

    private final Map<MessageFormat, UpdateEncoder> encoders = new HashMap<>();
    private final IdentityHashMap<BgpMessage, Run> runs = new IdentityHashMap<>();
    private MessageBuffer turn = new MessageBuffer(SMALL);
    private @Nullable MessageFormat lastFormat;
    private @Nullable UpdateEncoder last;
    // What was asked for before: most members of a group are given all of a batch. Only once somebody is given
    // something else in the same turn is this in the map, too.
    private List<BgpMessage> lastMessages = List.of();
    private Run[] lastRuns = new Run[0];
    private Piece lastPiece = new Piece(new byte[0], 0, 0);

    /// @param messages not to be changed until the end of the turn
    Piece encode(List<BgpMessage> messages, MessageFormat format) {
        if (areLast(messages)) {
            return lastPiece;
        }
        for (int i = 0; i < lastRuns.length; i++) {
            runs.put(lastMessages.get(i), lastRuns[i]);
        }
        Run[] all = new Run[messages.size()];
        int length = 0;
        int count = 0;
        int updates = 0;
        for (int i = 0; i < all.length; i++) {
            BgpMessage message = messages.get(i);
            Run run = run(message, format);
            all[i] = run;
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
        lastMessages = messages;
        lastRuns = all;
        lastPiece = new Piece(octets, count, updates);
        return lastPiece;
    }

    @SuppressWarnings("ReferenceEquality") // the very same objects, as they are the same words only then
    private boolean areLast(List<BgpMessage> messages) {
        boolean same = messages.size() == lastMessages.size();
        for (int i = 0; same && i < messages.size(); i++) {
            same = messages.get(i) == lastMessages.get(i);
        }
        return same;
    }

    public void endOfTurn() {
        if (!runs.isEmpty()) { // to clear it is to write all of its table
            runs.clear();
        }
        lastMessages = List.of();
        lastRuns = new Run[0];
        lastPiece = new Piece(new byte[0], 0, 0);
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
        return new Run(from, turn.length(), turn.messages() - before);
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
