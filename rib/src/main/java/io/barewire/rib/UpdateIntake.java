package io.barewire.rib;

import io.barewire.rib.PrefixLimits.OnExcess;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Nlri;
import io.barewire.wire.Update;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an UPDATE does to the tables: which prefixes and paths it withdraws and announces, and when they are too many.
final class UpdateIntake {
    private final AttributeTable attributes;
    private final Sessions sessions;
    private final PerFamily<RouteTable> tables;
    private final Intake intake;
    /// Of the prefixes of one UPDATE; used again for the next.
    private int[] numbers = new int[64];

    UpdateIntake(AttributeTable attributes, Sessions sessions, PerFamily<RouteTable> tables, Intake intake) {
        this.attributes = attributes;
        this.sessions = sessions;
        this.tables = tables;
        this.intake = intake;
    }

    /// Families that the session does not carry are ignored.
    ReceiveOutcome receive(Session session, Update update, RibSettings settings) {
        Optional<AddressFamily> end = update.endOfRib();
        if (end.isPresent()) {
            return new ReceiveOutcome.EndOfRib(end.get());
        }
        int withdrawn = 0;
        for (int i = 0; i < update.withdrawn().size(); i++) {
            withdrawn += withdraw(session, update.withdrawn().get(i));
        }
        int announced = 0;
        int denied = 0;
        for (int i = 0; i < update.announced().size(); i++) {
            Update.Reach reach = update.announced().get(i);
            Nlri nlri = reach.nlri();
            if (session.carries(nlri.family())) {
                int set = attributes.intern(
                        ScopedNextHop.of(reach.nextHop(), session.info()),
                        Arrivals.taken(update.attributes(), session.info()));
                int refused = announce(session, nlri, set, settings);
                attributes.release(set);
                if (refused < 0) {
                    return session.exceeded(
                            nlri.family(),
                            session.peer().policy.imports().limits().ending());
                }
                announced += nlri.size();
                denied += refused;
            }
        }
        return new ReceiveOutcome.Applied(announced, denied, withdrawn);
    }

    /// How many of the prefixes may not be used; -1 when they were too many.
    private int announce(Session session, Nlri nlri, int set, RibSettings settings) {
        RouteTable table = tables.get(nlri.family());
        PrefixTable prefixes = table.prefixes();
        PrefixLimits limits = session.peer().policy.imports().limits();
        boolean refused = intake.isRefused(session, set, settings);
        boolean haveRoom = session.hasRoomFor(nlri, limits);
        if (haveRoom && !nlri.withPathIds() && session.hasOnePathEach(nlri.family())) {
            return announceAll(session.lanes().getFirst(), table, nlri, set, refused);
        }
        int denied = 0;
        for (Nlri.Cursor at = nlri.cursor(); at.next(); ) {
            int number = prefixes.find(at.high(), at.low(), at.length());
            Lane lane = number < 0 ? null : session.laneOf(nlri.family(), number, at.pathId());
            if (lane == null) {
                if (!haveRoom && session.isFull(nlri.family(), limits)) {
                    switch (limits.onExcess()) {
                        case OnExcess.StayDown _, OnExcess.RestartAfter _ -> {
                            return -1;
                        }
                        case OnExcess.RefuseExcess _ -> {
                            session.countRefusedPath(nlri.family());
                            denied++;
                            continue;
                        }
                        case OnExcess.WarnOnly _ -> {
                            if (session.received() >= limits.ending().total()) {
                                return -1;
                            }
                        }
                    }
                }
                if (number < 0) {
                    number = prefixes.findOrAdd(at.high(), at.low(), at.length());
                }
                lane = laneForAnother(session, nlri.family(), number);
                if (lane == null) {
                    session.countRefusedPath(nlri.family());
                    denied++;
                    continue;
                }
                lane.in(nlri.family()).setPathId(number, at.pathId());
            }
            lane.in(nlri.family()).markFresh(number);
            denied += intake.take(table, lane, number, set, refused) ? 0 : 1;
        }
        return denied;
    }

    /// The same where there is nothing to count and no path to look for.
    private int announceAll(Lane lane, RouteTable table, Nlri nlri, int set, boolean refused) {
        int count = nlri.size();
        if (numbers.length < count) {
            numbers = new int[count];
        }
        table.prefixes().findOrAdd(nlri, numbers);
        AdjRibIn in = lane.in(table.family());
        for (int i = 0; in.stale() > 0 && i < count; i++) {
            in.markFresh(numbers[i]);
        }
        return intake.takeAll(table, lane, numbers, count, set, refused);
    }

    /// Where another path of a prefix can go; none when the session told [Rib#MOST_PATHS_PER_PREFIX] already.
    private @Nullable Lane laneForAnother(Session session, AddressFamily family, int number) {
        Lane free = session.freeLane(family, number);
        boolean another = free == null && session.lanes().size() < Rib.MOST_PATHS_PER_PREFIX;
        return another ? sessions.openLane(session) : free;
    }

    private int withdraw(Session session, Nlri nlri) {
        if (!session.carries(nlri.family())) {
            return 0;
        }
        RouteTable table = tables.get(nlri.family());
        int withdrawn = 0;
        for (Nlri.Cursor at = nlri.cursor(); at.next(); ) {
            int number = table.prefixes().find(at.high(), at.low(), at.length());
            Lane lane = number < 0 ? null : session.laneOf(nlri.family(), number, at.pathId());
            if (lane != null) {
                table.setPath(lane, number, AdjRibIn.NONE);
                withdrawn++;
            }
        }
        return withdrawn;
    }
}
