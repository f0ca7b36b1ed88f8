package io.barewire.speaker.transport;

import io.barewire.rib.PeerId;
import io.barewire.speaker.ListenRange;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.SpeakerConfig;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.routing.RoutingThread;
import io.barewire.speaker.session.Event.ManualStop;
import io.barewire.speaker.session.SessionConfig;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Notification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The peers of listen ranges: each is made when it connects, and forgotten when its last connection has ended and
/// nothing of it is kept over a restart any more (RFC 4724 §4.2). Until then it takes its place in the range. Safe for
/// use by several threads, none of which ever waits here for another's work.
final class Guests {
    private record Guest(
            ListenRange range, IpAddress address, PeerConfig peer, SessionConfig session, PeerDriver driver) {}

    /// Makes the driver of a guest.
    interface Drivers {
        PeerDriver make(PeerConfig peer, SessionConfig session, Runnable whenDisconnected);
    }

    private final Drivers drivers;
    private final BiConsumer<PeerDriver, ManualStop> stopping;
    private final RoutingThread routing;
    private final Consumer<SpeakerEvent> events;
    private final Map<PeerId, Guest> guests = new LinkedHashMap<>();
    private Optional<SpeakerConfig> config = Optional.empty();

    /// @param stopping stops the driver of one that leaves
    Guests(
            Drivers drivers,
            BiConsumer<PeerDriver, ManualStop> stopping,
            RoutingThread routing,
            Consumer<SpeakerEvent> events) {
        this.drivers = drivers;
        this.stopping = stopping;
        this.routing = routing;
        this.events = events;
    }

    /// Keeps the guests whose session would still be the same, and sends the others away.
    synchronized void configure(SpeakerConfig next) {
        config = Optional.of(next);
        for (Guest guest : List.copyOf(guests.values())) {
            Optional<Guest> now = rangeOf(vrf(guest.peer()), guest.address()).map(range -> {
                PeerConfig peer = range.peer(guest.address());
                return new Guest(range, guest.address(), peer, SessionConfig.of(next, peer), guest.driver());
            });
            boolean isConfigured = next.peers().stream()
                    .anyMatch(peer -> peer.id().equals(guest.peer().id()));
            if (isConfigured || now.isEmpty()) {
                sendAway(guest, Notification.PEER_DE_CONFIGURED, "it is in no range any more");
            } else if (!now.get().peer().hasSameSession(guest.peer())
                    || !now.get().session().equals(guest.session())) {
                sendAway(guest, Notification.OTHER_CONFIGURATION_CHANGE, "the configuration of its range changed");
            } else {
                guests.put(guest.peer().id(), now.get());
                guest.driver().rekey(now.get().peer());
                routing.execute(core -> core.admit(now.get().peer()));
            }
        }
    }

    /// The peer at an address from which somebody connects.
    synchronized Acceptor.Caller at(String vrf, IpAddress address) {
        Optional<ListenRange> range = rangeOf(vrf, address);
        if (range.isEmpty() || config.isEmpty()) {
            return new Acceptor.Caller.Stranger();
        }
        PeerConfig peer = range.get().peer(address);
        Guest known = guests.get(peer.id());
        if (known != null) {
            return new Acceptor.Caller.Known(known.driver());
        }
        long taken = guests.values().stream()
                .filter(guest -> guest.range().prefix().equals(range.get().prefix()))
                .count();
        if (taken >= range.get().limit()) {
            return new Acceptor.Caller.RangeFull(range.get());
        }
        SessionConfig session = SessionConfig.of(config.get(), peer);
        PeerDriver driver = drivers.make(peer, session, () -> disconnected(peer.id()));
        guests.put(peer.id(), new Guest(range.get(), address, peer, session, driver));
        routing.execute(core -> core.admit(peer));
        driver.start();
        return new Acceptor.Caller.Known(driver);
    }

    synchronized List<PeerConfig> peers() {
        return guests.values().stream().map(Guest::peer).toList();
    }

    synchronized Optional<PeerDriver> driver(PeerId peer) {
        return Optional.ofNullable(guests.get(peer)).map(Guest::driver);
    }

    /// All drivers, which are the caller's to stop from now on.
    synchronized List<PeerDriver> release() {
        List<PeerDriver> released = guests.values().stream().map(Guest::driver).toList();
        guests.clear();
        config = Optional.empty();
        return new ArrayList<>(released);
    }

    private void sendAway(Guest guest, int ceaseSubcode, String why) {
        forget(guest, new ManualStop(Optional.of(Notification.cease(ceaseSubcode)), why));
    }

    /// Its tables decide when it leaves, and its loop whether it has come back meanwhile.
    private void disconnected(PeerId peer) {
        routing.execute(core ->
                core.whenSettled(peer, () -> driver(peer).ifPresent(driver -> driver.ifItHasLeft(() -> leave(peer)))));
    }

    private synchronized void leave(PeerId peer) {
        Guest guest = guests.get(peer);
        if (guest != null) {
            forget(guest, new ManualStop(Optional.empty(), "its session ended"));
        }
    }

    private void forget(Guest guest, ManualStop stop) {
        guests.remove(guest.peer().id());
        stopping.accept(guest.driver(), stop);
        routing.execute(core -> core.leave(guest.peer().id()));
        events.accept(new SpeakerEvent.GuestLeft(guest.peer().id()));
    }

    private static String vrf(PeerConfig peer) {
        return peer.tcp().vrf().orElse(Listeners.DEFAULT_VRF);
    }

    private Optional<ListenRange> rangeOf(String vrf, IpAddress address) {
        return config.stream()
                .flatMap(now -> now.listenRanges().stream())
                .filter(range -> !range.like().isShutDown()
                        && vrf(range.like()).equals(vrf)
                        && range.prefix().contains(address))
                .max(Comparator.comparingInt(range -> range.prefix().length()));
    }
}
