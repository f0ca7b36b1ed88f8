package io.barewire.rib;

import io.barewire.rib.RoutePolicy.Judgement;
import io.barewire.rib.RoutePolicy.Rule;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One [RoutePolicy] over packed routes: says the same as [RoutePolicy#judge] without an object for a prefix.
///
/// The rules whose conditions hold are found once for an attribute set and remembered. The rules that match a prefix
/// are a way through a tree, one step for each; where a way ends lies what it comes to, with its changes collected.
/// So for a prefix there is left to ask the filters, and a set is changed once however many prefixes share it.
final class Judge {
    /// In the place of a set: our own prefix.
    static final int OWN = 0;

    private static final int MOST_STEPS = 4096;

    /// Where rules lead.
    static final class Outcome {
        private final int number;
        private final Judgement judgement;

        private Outcome(int number, Judgement judgement) {
            this.number = number;
            this.judgement = judgement;
        }

        boolean permitted() {
            return judgement.permitted();
        }

        List<AttributeChange> changes() {
            return judgement.changes();
        }

        Judgement judgement() {
            return judgement;
        }

        /// The route may be used as it is.
        boolean permitsUnchanged() {
            return permitted() && changes().isEmpty();
        }

        /// Whatever rules lead there.
        boolean saysTheSameAs(Outcome other) {
            return permitted() == other.permitted() && changes().equals(other.changes());
        }
    }

    private final class Step {
        private final List<AttributeChange> changes;
        private final @Nullable Outcome outcome;
        private @Nullable Step @Nullable [] next;

        Step(List<AttributeChange> changes, @Nullable Outcome outcome) {
            this.changes = changes;
            this.outcome = outcome;
        }

        @Nullable
        Step find(int rule) {
            return next == null ? null : next[rule];
        }

        Step add(int rule) {
            if (next == null) {
                next = new Step[rules.length];
            }
            Step step = step(rules[rule], changes);
            next[rule] = step;
            return step;
        }
    }

    private final RoutePolicy policy;
    private final AttributeTable attributes;
    private final Rule[] rules;
    private final Outcome none = new Outcome(0, Judgement.NO_RULE);
    private final int[] all;
    private final int[] ofOwn;
    private final boolean asksAttributes;
    private final boolean asksPrefixes;
    /// What becomes of everything, when no rule asks for anything.
    private @Nullable Outcome always;
    /// Which of `lists`, plus 1, holds for a set.
    private final SetMemo asked;
    private final List<int[]> lists = new ArrayList<>();
    private final SetMemo changed;
    private Step root = new Step(List.of(), null);
    private int steps;
    private int outcomes;
    /// Who uses it; kept by [Judges].
    int uses;

    Judge(RoutePolicy policy, AttributeTable attributes) {
        this.policy = policy;
        this.attributes = attributes;
        this.rules = policy.rules().toArray(Rule[]::new);
        this.asksAttributes =
                policy.rules().stream().anyMatch(rule -> !rule.conditions().isEmpty());
        this.asksPrefixes =
                policy.rules().stream().anyMatch(rule -> !rule.prefixes().permitsAll());
        this.all = IntStream.range(0, rules.length).toArray();
        this.ofOwn = holding(Optional.empty(), ExportRules.OWN);
        this.asked = new SetMemo(attributes, false);
        this.changed = new SetMemo(attributes, true);
    }

    RoutePolicy policy() {
        return policy;
    }

    /// Whether an outcome is that of a set, whatever the prefix.
    boolean asksPrefixes() {
        return asksPrefixes;
    }

    /// What becomes of a prefix with this attribute set, [#OWN], or that of an aggregate of ours. The answer is good
    /// until the next question.
    Outcome judge(int set, AddressFamily family, long high, long low, int length) {
        if (always != null) {
            return always;
        }
        Outcome outcome = follow(set, family, high, low, length);
        if (!asksAttributes && !asksPrefixes) {
            always = outcome;
        }
        return outcome;
    }

    private Outcome follow(int set, AddressFamily family, long high, long low, int length) {
        Step at = root;
        for (int rule : rulesFor(set)) {
            if (rules[rule].prefixes().permits(family, high, low, length)) {
                Step next = at.find(rule);
                if (next == null) {
                    if (steps >= MOST_STEPS) {
                        clear(); // a peer plays with attributes; `at` stays good, and is only not found again
                    }
                    next = at.add(rule);
                }
                if (next.outcome != null) {
                    return next.outcome;
                }
                at = next;
            }
        }
        return none;
    }

    /// The set that the changes of an outcome make of this one, with a reference for the caller; 0 when they do not
    /// fit into what BGP can say.
    int changed(Outcome outcome, int set) {
        int known = changed.get(outcome.number, set);
        if (known == 0) {
            Optional<PathAttributes> changes = AttributeChange.applyAll(outcome.changes(), attributes.attributes(set));
            if (changes.isEmpty()) {
                return 0;
            }
            known = attributes.internWithHopOf(set, changes.get());
            changed.put(outcome.number, set, known);
        }
        attributes.retain(known);
        return known;
    }

    /// Forgets what it worked out, and refers to no set.
    void clear() {
        asked.clear();
        lists.clear();
        changed.clear();
        root = new Step(List.of(), null);
        steps = 0;
        always = null;
    }

    long estimatedOctets() {
        return asked.estimatedOctets() + changed.estimatedOctets() + 64L * steps;
    }

    private Step step(Rule rule, List<AttributeChange> before) {
        steps++;
        List<AttributeChange> changes = new ArrayList<>(before);
        changes.addAll(rule.changes());
        return switch (rule.then()) {
            case NEXT -> new Step(List.copyOf(changes), null);
            case PERMIT -> end(new Judgement(true, Optional.of(rule), changes));
            case REFUSE -> end(new Judgement(false, Optional.of(rule), List.of()));
        };
    }

    private Step end(Judgement judgement) {
        return new Step(List.of(), new Outcome(++outcomes, judgement));
    }

    private int[] rulesFor(int set) {
        if (set < OWN) {
            return holding(Optional.empty(), attributes.attributes(set));
        }
        return set == OWN ? ofOwn : asksAttributes ? askedOf(set) : all;
    }

    private int[] askedOf(int set) {
        int known = asked.get(0, set);
        if (known == 0) {
            if (asked.isFull()) {
                lists.clear();
            }
            lists.add(holding(Optional.of(attributes.nextHop(set)), attributes.attributes(set)));
            known = lists.size();
            asked.put(0, set, known);
        }
        return lists.get(known - 1);
    }

    private int[] holding(Optional<NextHop> nextHop, PathAttributes of) {
        return IntStream.range(0, rules.length)
                .filter(rule -> rules[rule].conditions().stream().allMatch(condition -> condition.holds(nextHop, of)))
                .toArray();
    }
}
