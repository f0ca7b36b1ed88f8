package io.barewire.rib;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttribute.MultiExitDisc;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final NextHop HOP = NextHop.of(IpAddress.parse("192.0.2.1"));
    private static final PathAttributes PLAIN = PathAttributes.of(new Origin(Origin.Kind.IGP), AsPath.EMPTY);
    private static final Prefix NET = Prefix.parse("10.244.1.0/24");

    private final AttributeTable attributes =
            new AttributeTable(65000, new NextHopTable(NextHopResolver.EVERYTHING_CONNECTED));

    private int intern(PathAttributes of) {
        return attributes.intern(ScopedNextHop.of(HOP), of);
    }

    private static Judge.Outcome judge(Judge judge, int set) {
        return judge.judge(set, NET.family(), NET.high(), NET.low(), NET.length());
    }

    /// A peer that sends every combination of the communities that rules ask for makes the judge forget, not grow.
    @Test
    void everyCombinationOfRulesIsAnsweredWithinBoundedMemory() {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            rules.add(Rule.change("bit " + i, PrefixFilter.ALL, new AttributeChange.Prepend(i + 1, 1))
                    .when(new Condition.AnyCommunity(Set.of(new Community.Standard(i)))));
        }
        rules.add(Rule.permit("rest", PrefixFilter.ALL));
        RoutePolicy policy = new RoutePolicy(rules);
        Judge judge = new Judge(policy, attributes);
        long most = 0;
        for (int bits = 0; bits < 1 << 14; bits++) {
            int combination = bits;
            List<Integer> values = IntStream.range(0, 14)
                    .filter(bit -> (combination >> bit & 1) == 1)
                    .boxed()
                    .toList();
            PathAttributes sent = values.isEmpty() ? PLAIN : PLAIN.with(new Communities(values));
            int set = intern(sent);
            Judge.Outcome outcome = judge(judge, set);
            assertEquals(policy.judge(NET, Optional.of(HOP), sent), outcome.judgement());
            int changed = judge.changed(outcome, set);
            assertEquals(
                    AttributeChange.applyAll(outcome.changes(), sent).orElseThrow(), attributes.attributes(changed));
            attributes.release(changed);
            attributes.release(set);
            most = Math.max(most, judge.estimatedOctets());
        }
        assertTrue(most < 2_000_000, most + " octets");
        judge.clear();
        assertEquals(0, attributes.size());
    }

    @Test
    void aSetIsChangedOnceAndForgottenWhenThereAreTooMany() {
        Judge judge = new Judge(
                RoutePolicy.of(Rule.permit("prefer", PrefixFilter.ALL).changing(new AttributeChange.SetLocalPref(200))),
                attributes);
        for (int i = 0; i < SetMemo.MOST + 10; i++) {
            int set = intern(PLAIN.with(new MultiExitDisc(i)));
            int changed = judge.changed(judge(judge, set), set);
            assertEquals(200, attributes.localPref(changed));
            assertEquals(changed, judge.changed(judge(judge, set), set));
            attributes.release(changed);
            attributes.release(changed);
            attributes.release(set);
        }
        assertEquals(20, attributes.size(), "ten sets, and what they become");
        judge.clear();
        assertEquals(0, attributes.size());
    }
}
