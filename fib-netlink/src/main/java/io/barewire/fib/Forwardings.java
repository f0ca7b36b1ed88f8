package io.barewire.fib;

import io.barewire.fib.FibDiff.Step;
import io.barewire.netlink.Route;
import io.barewire.netlink.RouteTemplate;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Every way to forward that is wanted or was found in the kernel, once, with the messages that ask for it.
final class Forwardings extends Interned<Forwarding> {
    private final FibConfig config;
    private final List<Templates> templates = new ArrayList<>();

    /// The messages for one forwarding, made when first needed.
    private record Templates(Map<Step, RouteTemplate> ipv4, Map<Step, RouteTemplate> ipv6) {
        Templates() {
            this(new EnumMap<>(Step.class), new EnumMap<>(Step.class));
        }

        Map<Step, RouteTemplate> of(AddressFamily family) {
            return switch (family) {
                case IPV4 -> ipv4;
                case IPV6 -> ipv6;
            };
        }
    }

    Forwardings(FibConfig config) {
        this.config = config;
    }

    /// What to send for a prefix of that family.
    ///
    /// @param step `ADD`, `REPLACE` or `DELETE`
    RouteTemplate template(int number, Step step, AddressFamily family) {
        while (templates.size() <= number) {
            templates.add(new Templates());
        }
        Map<Step, RouteTemplate> made = templates.get(number).of(family);
        RouteTemplate known = made.get(step);
        if (known != null) {
            return known;
        }
        RouteTemplate template = make(get(number), step, family);
        made.put(step, template);
        return template;
    }

    @Override
    boolean release(int number) {
        boolean last = super.release(number);
        if (last && number < templates.size()) {
            templates.set(number, new Templates());
        }
        return last;
    }

    private RouteTemplate make(Forwarding forwarding, Step step, AddressFamily family) {
        Route like = new Route(
                Prefix.of(new IpAddress(family, 0, 0), 0),
                config.table(),
                config.protocol(),
                forwarding.type(),
                0,
                config.metric(),
                forwarding.hops(),
                0);
        return switch (step) {
            case ADD -> RouteTemplate.adding(like);
            case REPLACE -> RouteTemplate.replacing(like);
            case DELETE -> RouteTemplate.deleting(like);
            case NOTHING, YIELD -> throw new IllegalArgumentException(step + " is no message");
        };
    }
}
