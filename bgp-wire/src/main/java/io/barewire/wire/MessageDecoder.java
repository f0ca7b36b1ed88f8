package io.barewire.wire;

/// Reads messages of one session. It remembers attribute blocks that it has checked before, so it is confined to one
/// thread; make a new one when the format changes, which is once, after the OPENs.
public final class MessageDecoder {
    private final MessageFormat format;

    public MessageDecoder(MessageFormat format) {
        this.format = format;
    }

    /// Reads one whole message, header included. The array is handed over: the result may keep slices of it, and it
    /// must not change any more. Never throws, whatever the octets are.
    @SuppressWarnings("DoNotCallSuggester") // the body follows
    public DecodeOutcome decode(byte[] frame) {
        throw new UnsupportedOperationException("not built yet: " + format + frame.length);
    }
}
