package io.barewire.rib;

import io.barewire.rib.Judge.Outcome;

/// Puts what a peer told into its lanes as its policy has it: as it came, changed with what came kept beside it, or
/// unused.
final class Intake {
    private final AttributeTable attributes;

    Intake(AttributeTable attributes) {
        this.attributes = attributes;
    }

    /// Whether no policy can make this set usable for the session.
    boolean isRefused(Session session, int set, RibSettings self) {
        return ImportRules.refusal(
                        attributes,
                        set,
                        session.info(),
                        session.peer().policy.imports().ownAs(),
                        self)
                .isPresent();
    }

    /// @param refused what [#isRefused] says of the set
    /// @return whether the path may be used
    boolean take(RouteTable table, Lane lane, int number, int set, boolean refused) {
        Judge judge = lane.session().judge;
        Outcome outcome = outcome(judge, table, number, set);
        int used = refused || !outcome.permitted() ? 0 : used(judge, outcome, set);
        if (used == set || used == 0) {
            attributes.retain(set);
            table.setPath(lane, number, used == 0 ? -set : set);
        } else {
            attributes.retain(set);
            table.setPath(lane, number, used, set);
        }
        return used != 0;
    }

    /// The same for many prefixes.
    ///
    /// @param numbers in the first `count` places; they do not stay there
    /// @return how many of the paths may not be used
    int takeAll(RouteTable table, Lane lane, int[] numbers, int count, int set, boolean refused) {
        Judge judge = lane.session().judge;
        int denied = 0;
        int unchanged = 0;
        boolean permitted = false;
        for (int i = 0; i < count; i++) {
            if (i == 0 || judge.asksPrefixes()) {
                permitted = !refused && outcome(judge, table, numbers[i], set).permitsUnchanged();
            }
            if (permitted) {
                numbers[unchanged++] = numbers[i];
            } else {
                denied += take(table, lane, numbers[i], set, refused) ? 0 : 1;
            }
        }
        attributes.retain(set, unchanged);
        table.setPaths(lane, numbers, unchanged, set);
        return denied;
    }

    private static Outcome outcome(Judge judge, RouteTable table, int number, int set) {
        PrefixTable prefixes = table.prefixes();
        return judge.judge(set, table.family(), prefixes.high(number), prefixes.low(number), prefixes.length(number));
    }

    private int used(Judge judge, Outcome outcome, int set) {
        if (outcome.changes().isEmpty()) {
            return set;
        }
        int changed = judge.changed(outcome, set);
        if (changed == set) {
            attributes.release(set); // the changes change nothing
        }
        return changed;
    }

    /// Judges anew all that is in a lane.
    void judgeAgain(RouteTable table, Lane lane, RibSettings self) {
        AdjRibIn in = lane.in(table.family());
        int last = AdjRibIn.NONE;
        boolean refused = false;
        for (int number = in.next(0); number >= 0; number = in.next(number + 1)) {
            int set = in.received(number);
            if (set != last) {
                last = set;
                refused = isRefused(lane.session(), set, self);
            }
            take(table, lane, number, set, refused);
        }
    }
}
