package io.barewire.rib;

import io.barewire.wire.PathAttribute.Communities;
import io.barewire.wire.PathAttributes;
import java.util.ArrayList;
import java.util.List;

/// Routes that outlive even the restart time of their peer (RFC 9494 §4.2): marked with a community, by which whoever
/// hears of them knows them for the last resort.
final class LongLivedStale {
    private LongLivedStale() {}

    static void mark(RouteTable table, Lane lane, AttributeTable attributes, Intake intake, RibSettings self) {
        AdjRibIn in = lane.in(table.family());
        for (int number = in.nextStale(0); number >= 0; number = in.nextStale(number + 1)) {
            int set = in.received(number);
            if (attributes.noLongLived(set)) {
                table.setPath(lane, number, AdjRibIn.NONE);
            } else if (!attributes.longLivedStale(set)) {
                int marked = attributes.intern(attributes.scopedNextHop(set), marked(attributes.attributes(set)));
                intake.take(table, lane, number, marked, intake.isRefused(lane.session(), marked, self));
                attributes.release(marked);
            }
        }
    }

    private static PathAttributes marked(PathAttributes attributes) {
        List<Integer> values = new ArrayList<>(
                attributes.get(Communities.class).map(Communities::values).orElse(List.of()));
        values.add(Communities.LLGR_STALE);
        return attributes.with(new Communities(values));
    }
}
