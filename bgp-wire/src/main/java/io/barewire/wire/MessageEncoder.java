package io.barewire.wire;

/// Writes single messages, header included.
public final class MessageEncoder {
    private MessageEncoder() {}

    /// @throws IllegalArgumentException when the message cannot be written in this format as one message: our mistake.
    ///     An UPDATE that may need several is for [UpdateEncoder].
    @SuppressWarnings("DoNotCallSuggester") // the body follows
    public static byte[] encode(BgpMessage message, MessageFormat format) {
        throw new UnsupportedOperationException("not built yet: " + message + format);
    }
}
