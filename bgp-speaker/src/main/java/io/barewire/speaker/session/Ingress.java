package io.barewire.speaker.session;

import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.DecodeOutcome.Accepted;
import io.barewire.wire.DecodeOutcome.Ignored;
import io.barewire.wire.DecodeOutcome.SessionReset;
import io.barewire.wire.DecodeOutcome.TreatAsWithdraw;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Update;
import java.util.ArrayList;
import java.util.List;

/// What is wrong with a message only because of who sent it.
public final class Ingress {
    private Ingress() {}

    /// An external peer's AS_PATH must begin with its own AS (RFC 4271 §6.3); if not, its routes are treated as
    /// withdrawn (RFC 7606 §7.2).
    public static DecodeOutcome check(DecodeOutcome outcome, Negotiated agreed) {
        return switch (outcome) {
            case Accepted(Update update, List<String> _)
            when agreed.format().external()
                    && !update.announced().isEmpty()
                    && update.attributes().firstAs() != agreed.peerAs() ->
                new TreatAsWithdraw(
                        asWithdrawal(update), "AS_PATH does not begin with the peer's AS " + agreed.peerAs());
            case Accepted _, Ignored _, TreatAsWithdraw _, SessionReset _ -> outcome;
        };
    }

    private static Update asWithdrawal(Update update) {
        List<Nlri> withdrawn = new ArrayList<>(update.withdrawn());
        update.announced().forEach(reach -> withdrawn.add(reach.nlri()));
        return new Update(withdrawn, List.of(), PathAttributes.NONE);
    }
}
