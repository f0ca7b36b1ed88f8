package io.barewire.rib;

import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Update;
import io.barewire.wire.UpdateEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects the paths of one batch by what is said of them, and makes the messages: withdrawals first.
final class BatchWriter {
    /// What a path is announced with, and who must not hear it.
    private record Saying(int set, int originator, List<AttributeChange> changes, int state) {
        @Override
        public int hashCode() {
            return 31 * set + state; // as good as all four, and a table has a hundred thousand
        }

        boolean is(int otherSet, int otherOriginator, List<AttributeChange> otherChanges, int otherState) {
            return set == otherSet
                    && originator == otherOriginator
                    && state == otherState
                    && changes.equals(otherChanges);
        }
    }

    private final UpdateGroup group;
    private final UpdateGroups groups;
    private final RouteTable table;
    private final UpdateGroup.Key key;
    private final UpdateEncoder encoder;
    private final Map<Integer, Nlri.Builder> withdrawn = new LinkedHashMap<>();
    private final Map<Integer, Nlri.Builder> withdrawnFrom = new LinkedHashMap<>();
    private final Map<Saying, Nlri.Builder> announced = new LinkedHashMap<>();
    private @Nullable Saying lastSaying;
    private Nlri.@Nullable Builder last;
    private Nlri.@Nullable Builder lastWithdrawn;
    private int lastExcept;
    // A peer names one next hop for many sets, and while a batch is written what is told of it stays the same.
    private @Nullable ScopedNextHop lastHop;
    private @Nullable NextHop lastHopTold;

    BatchWriter(UpdateGroup group, UpdateGroups groups, RouteTable table) {
        this.group = group;
        this.groups = groups;
        this.table = table;
        this.key = group.key();
        this.encoder = new UpdateEncoder(key.format());
    }

    RouteTable table() {
        return table;
    }

    /// @param numbers of prefixes, `from` to `to`
    void announce(
            int[] numbers,
            int from,
            int to,
            int column,
            int set,
            int state,
            int originator,
            List<AttributeChange> changes) {
        Nlri.Builder builder = last;
        if (builder == null || lastSaying == null || !lastSaying.is(set, originator, changes, state)) {
            Saying saying = new Saying(set, originator, changes, state);
            builder = announced.get(saying);
            if (builder == null) {
                builder = newBuilder();
                announced.put(saying, builder);
            }
            lastSaying = saying;
            last = builder;
        }
        add(numbers, from, to, column, builder);
    }

    void withdraw(int[] numbers, int from, int to, int column, int except) {
        Nlri.Builder builder = lastWithdrawn;
        if (builder == null || except != lastExcept) {
            builder = withdrawn.computeIfAbsent(except, _ -> newBuilder());
            lastWithdrawn = builder;
            lastExcept = except;
        }
        add(numbers, from, to, column, builder);
    }

    void withdrawFrom(int[] numbers, int from, int to, int column, int only) {
        add(numbers, from, to, column, withdrawnFrom.computeIfAbsent(only, _ -> newBuilder()));
    }

    /// As [UpdateGroups#nextHopTold].
    @SuppressWarnings("ReferenceEquality") // the tables have one object for each
    @Nullable
    NextHop nextHopTold(int set) {
        if (set <= Judge.OWN) {
            return groups.nextHopTold(key, table.family(), set);
        }
        ScopedNextHop hop = groups.attributes().scopedNextHop(set);
        if (hop != lastHop) {
            lastHop = hop;
            lastHopTold = groups.nextHopTold(key, table.family(), set);
        }
        return lastHopTold;
    }

    List<Batch.Sent> sent() {
        List<Batch.Sent> sent = new ArrayList<>();
        withdrawn.forEach((except, nlri) -> sent.add(new Batch.Sent(Update.withdraw(nlri.build()), except, -1)));
        withdrawnFrom.forEach(
                (only, nlri) -> sent.add(new Batch.Sent(Update.withdraw(nlri.build()), SlotSets.NONE, only)));
        announced.forEach((saying, nlri) -> {
            Optional<PathAttributes> attributes =
                    groups.attributesTold(key, saying.set, saying.originator, saying.changes);
            NextHop nextHop = nextHopTold(saying.set);
            sent.add(new Batch.Sent(
                    update(nextHop, attributes, nlri.build(), saying.state), AdjRibOut.exceptions(saying.state), -1));
        });
        return sent;
    }

    /// What is too long for a message is not told, nor may what was told before stay (RFC 8654 §4).
    private Update update(@Nullable NextHop nextHop, Optional<PathAttributes> attributes, Nlri nlri, int state) {
        if (nextHop != null
                && attributes.isPresent()
                && encoder.fits(new Update.Reach(nextHop, nlri), attributes.get())) {
            return Update.announce(nextHop, attributes.get(), nlri);
        }
        group.cannotBeSaid(table, nlri, state);
        return Update.withdraw(nlri);
    }

    private Nlri.Builder newBuilder() {
        return new Nlri.Builder(table.family(), key.addPath(table.family()));
    }

    private void add(int[] numbers, int from, int to, int pathId, Nlri.Builder builder) {
        PrefixTable prefixes = table.prefixes();
        for (int i = from; i < to; i++) {
            int number = numbers[i];
            builder.add(pathId, prefixes.high(number), prefixes.low(number), prefixes.length(number));
        }
    }
}
