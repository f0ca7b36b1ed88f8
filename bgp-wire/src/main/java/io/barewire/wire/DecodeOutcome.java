package io.barewire.wire;

import java.util.List;

/// What received octets turned out to be, and so what to do: the approaches of RFC 7606 §2, milder ones first.
public sealed interface DecodeOutcome {
    /// A good message. `discarded` names attributes that were left out of it ("attribute discard"), with the
    /// reason.
    record Accepted(BgpMessage message, List<String> discarded) implements DecodeOutcome {
        public Accepted {
            discarded = List.copyOf(discarded);
        }
    }

    /// A well-formed message that means nothing to us and must be passed over (RFC 7313 §5: an unknown subtype).
    record Ignored(String why) implements DecodeOutcome {}

    /// An UPDATE whose routes must be taken as withdrawn; the session stays up. `withdrawal` announces nothing.
    record TreatAsWithdraw(Update withdrawal, String why) implements DecodeOutcome {}

    /// The session ends with this NOTIFICATION.
    record SessionReset(Notification notification, String why) implements DecodeOutcome {}
}
