package io.barewire.speaker.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.barewire.wire.DecodeOutcome;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AsPath.Segment;
import io.barewire.wire.PathAttribute.AsPath.Segment.SegmentType;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.List;
import org.junit.jupiter.api.Test;

/// RFC 4271 §6.3.
class IngressTest {
    private static final Negotiated EXTERNAL =
            Messages.agreed(Messages.config("10.0.0.1", 65001), Messages.open(4, 65001, 90, "10.0.0.2"));
    private static final Nlri PREFIXES = Nlri.of(Prefix.parse("10.1.0.0/16"));

    @Test
    void anExternalPathBeginsWithThePeersAs() {
        DecodeOutcome good = update(new Segment(SegmentType.AS_SEQUENCE, List.of(65001L, 65002L)));
        assertEquals(good, Ingress.check(good, EXTERNAL));
    }

    @Test
    void anotherBeginningIsTreatedAsWithdrawal() {
        for (Segment segment : List.of(
                new Segment(SegmentType.AS_SEQUENCE, List.of(65002L, 65001L)),
                new Segment(SegmentType.AS_SET, List.of(65001L)))) {
            DecodeOutcome.TreatAsWithdraw verdict =
                    assertInstanceOf(DecodeOutcome.TreatAsWithdraw.class, Ingress.check(update(segment), EXTERNAL));
            assertEquals(Update.withdraw(PREFIXES), verdict.withdrawal());
        }
    }

    @Test
    void anInternalPathMayBeginWithAnything() {
        DecodeOutcome any = update(new Segment(SegmentType.AS_SEQUENCE, List.of(65002L)));
        assertEquals(any, Ingress.check(any, Messages.agreed(Messages.config(), Messages.open())));
    }

    @Test
    void aWithdrawalNeedsNoPath() {
        DecodeOutcome withdrawal = new DecodeOutcome.Accepted(Update.withdraw(PREFIXES), List.of());
        assertEquals(withdrawal, Ingress.check(withdrawal, EXTERNAL));
    }

    private static DecodeOutcome update(Segment segment) {
        return new DecodeOutcome.Accepted(
                Update.announce(
                        NextHop.of(IpAddress.parse("192.0.2.1")),
                        PathAttributes.of(new AsPath(List.of(segment))),
                        PREFIXES),
                List.of());
    }
}
