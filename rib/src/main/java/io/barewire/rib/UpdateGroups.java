package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.NextHop;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.List;

/// All update groups, and what they read of the tables.
final class UpdateGroups {
    private final long localAs;
    private final AttributeTable attributes;
    private final Sessions sessions;
    private final PerFamily<RouteTable> tables;
    private final List<UpdateGroup> groups = new ArrayList<>();

    UpdateGroups(long localAs, AttributeTable attributes, Sessions sessions, PerFamily<RouteTable> tables) {
        this.localAs = localAs;
        this.attributes = attributes;
        this.sessions = sessions;
        this.tables = tables;
    }

    void add(UpdateGroup group) {
        groups.add(group);
    }

    void remove(UpdateGroup group) {
        groups.remove(group);
    }

    void bestChanged(RouteTable table, int number) {
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).bestChanged(table, number);
        }
    }

    /// Joins a group that has nothing left to say to another one that said the same, the smaller to the larger.
    void unite(UpdateGroup group) {
        for (UpdateGroup other : groups) {
            if (other != group && group.canUniteWith(other)) {
                if (group.members() > other.members()) {
                    other.moveAllTo(group);
                } else {
                    group.moveAllTo(other);
                }
                return;
            }
        }
    }

    int size() {
        return groups.size();
    }

    RouteTable table(AddressFamily family) {
        return tables.get(family);
    }

    AttributeTable attributes() {
        return attributes;
    }

    /// The session that a value of [RouteTable#best] names.
    Session session(int best) {
        return sessions.at(best - RouteTable.FIRST_SLOT).session();
    }

    int internalSlot(IpAddress address) {
        return sessions.internalSlot(address);
    }

    /// Our own address for our own prefixes (set 0) and to external peers; internal peers get the next hop as it came
    /// (RFC 4271 §5.1.3).
    NextHop nextHopTold(UpdateGroup.Key key, AddressFamily family, int set) {
        NextHop self = key.nextHopSelf().get(family);
        if (set != 0 && !key.format().external()) {
            return attributes.nextHop(set);
        }
        if (self == null) {
            throw new IllegalStateException("no next hop of our own for " + family);
        }
        return self;
    }

    PathAttributes attributesTold(UpdateGroup.Key key, int set) {
        boolean external = key.format().external();
        return set == 0
                ? ExportRules.originated(external, localAs)
                : ExportRules.passedOn(attributes.attributes(set), external, localAs);
    }

    long estimatedOctets() {
        return groups.stream().mapToLong(UpdateGroup::estimatedOctets).sum();
    }
}
