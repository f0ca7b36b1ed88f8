package io.barewire.wire;

import java.util.List;

/// Writes UPDATEs for one session format. What does not fit into one message goes into several; withdrawals, classic
/// IPv4 routes and MP_REACH_NLRI each travel in messages of their own, MP_REACH_NLRI as the first attribute (RFC 7606
/// §5.1). IPv4 routes with an IPv6 next hop travel in MP_REACH_NLRI (RFC 8950).
public final class UpdateEncoder {
    private final MessageFormat format;

    public UpdateEncoder(MessageFormat format) {
        this.format = format;
    }

    /// @param messages to send in this order
    /// @param withdrawnInstead routes that fit into no message of this session with their attributes; `messages`
    ///     withdraw them (RFC 8654 §4)
    public record Encoded(List<byte[]> messages, List<Nlri> withdrawnInstead) {}

    /// @throws IllegalArgumentException when the format has no way to say it, such as an IPv6 next hop for IPv4
    ///     prefixes without RFC 8950
    @SuppressWarnings("DoNotCallSuggester") // the body follows
    public Encoded encode(Update update) {
        throw new UnsupportedOperationException("not built yet: " + update + format);
    }
}
