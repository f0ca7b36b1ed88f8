package io.barewire.speaker.discovery;

import io.barewire.wire.IpAddress;
import java.util.Optional;

/// One interface that a neighbor is looked for on: what is there, and whom we take for the neighbor. Pure; time is a
/// parameter.
final class Link {
    private final String name;
    private final long patience;
    private int index;
    private AdvertisementTimes times;
    private Neighbor neighbor;
    private long lastHeard;

    /// @param patience how long the neighbor must be silent before another router on the link takes its place
    Link(String name, long patience, long now) {
        this.name = name;
        this.patience = patience;
        this.times = new AdvertisementTimes(now);
        this.neighbor = new Neighbor.Unknown(0, "there is no interface " + name);
    }

    int index() {
        return index;
    }

    Neighbor neighbor() {
        return neighbor;
    }

    AdvertisementTimes times() {
        return times;
    }

    /// The interface is there, gone, or another one of the same name.
    ///
    /// @return what is to be told, if that is news
    Optional<Neighbor> found(int foundIndex, long now) {
        if (foundIndex == index) {
            return Optional.empty();
        }
        index = foundIndex;
        times = new AdvertisementTimes(now);
        return is(new Neighbor.Unknown(
                index,
                index == 0 ? "there is no interface " + name : "no router advertisement heard on interface " + name));
    }

    /// A router advertised itself. On a link of two this is the neighbor; where there are more the first one stays.
    Optional<Neighbor> heard(IpAddress router, long now) {
        Neighbor.Known candidate = new Neighbor.Known(router, index);
        boolean taken = neighbor instanceof Neighbor.Known && !neighbor.equals(candidate);
        if (taken && now - lastHeard < patience) {
            return Optional.empty();
        }
        lastHeard = now;
        return neighbor.equals(candidate) ? Optional.empty() : is(candidate);
    }

    private Optional<Neighbor> is(Neighbor next) {
        neighbor = next;
        return Optional.of(next);
    }
}
