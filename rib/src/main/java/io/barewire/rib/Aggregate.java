package io.barewire.rib;

import io.barewire.wire.IpAddress;
import io.barewire.wire.PathAttribute;
import io.barewire.wire.PathAttribute.Aggregator;
import io.barewire.wire.PathAttribute.AsPath;
import io.barewire.wire.PathAttribute.AtomicAggregate;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.Origin;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;

/// A prefix that stands for what lies in it (RFC 4271 §9.2.2.2): our own route, there while the Loc-RIB has a best
/// route of a longer prefix within it that is not an aggregate itself.
///
/// It begins a path of its own: no AS_SET is made of the paths behind it (RFC 9774), so where one of those had an AS
/// in it ATOMIC_AGGREGATE says that it got lost. Policy sees an aggregate like every prefix of our own.
///
/// @param summaryOnly peers do not hear of what lies in it, unless that is an aggregate
/// @param changes to its attributes, before any policy
/// @param discard packets for what lies in it and has no route are dropped here. Else they take what other route
///     there is, often to whoever sent them because of the aggregate, in a loop
public record Aggregate(Prefix prefix, boolean summaryOnly, List<AttributeChange> changes, boolean discard) {
    /// What the changes are applied to, at its longest.
    private static final PathAttributes LONGEST =
            ExportRules.OWN.with(new AtomicAggregate()).with(new Aggregator(1, IpAddress.ipv4(1)));

    public Aggregate {
        changes = List.copyOf(changes);
        if (prefix.length() == prefix.family().bits()) {
            throw new IllegalArgumentException("nothing lies in " + prefix + " that it could be an aggregate of");
        }
        if (AttributeChange.applyAll(changes, LONGEST).isEmpty()) {
            throw new IllegalArgumentException("the changes to aggregate " + prefix + " are longer than BGP can say");
        }
    }

    /// Told beside what lies in it, and discarding.
    public static Aggregate of(Prefix prefix) {
        return new Aggregate(prefix, false, List.of(), true);
    }

    public Aggregate withSummaryOnly(boolean summaryOnly) {
        return new Aggregate(prefix, summaryOnly, changes, discard);
    }

    public Aggregate withChanges(AttributeChange... changes) {
        return new Aggregate(prefix, summaryOnly, List.of(changes), discard);
    }

    public Aggregate withDiscard(boolean discard) {
        return new Aggregate(prefix, summaryOnly, changes, discard);
    }

    /// @param origin the worst of those behind it
    /// @param pathLost a path behind it has an AS in it, or lost one before
    PathAttributes attributes(Origin.Kind origin, boolean pathLost, RibSettings self) {
        List<PathAttribute> made = new ArrayList<>(List.of(
                new Origin(origin),
                AsPath.EMPTY,
                new LocalPref(AttributeTable.DEFAULT_LOCAL_PREF),
                new Aggregator(self.localAs(), self.bgpIdentifier())));
        if (pathLost) {
            made.add(new AtomicAggregate());
        }
        return AttributeChange.applyAll(changes, PathAttributes.of(made)).orElseThrow();
    }
}
