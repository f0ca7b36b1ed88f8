package io.barewire.lab;

import io.barewire.rib.PeerId;
import io.barewire.speaker.SessionDetails;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.SpeakerEvent;
import io.barewire.speaker.transport.SessionPool;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.BgpMessage.RouteRefresh;
import io.barewire.wire.Capability;
import io.barewire.wire.NextHop;
import io.barewire.wire.Nlri;
import io.barewire.wire.PathAttributes;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.List;

/// One of the sessions: tells its routes when it comes up, counts what it is told, and answers for probes. Confined to
/// its loop, but for what is volatile.
final class LabSession implements SessionPool.Handler {
    private static final int CHUNK = 1000;

    /// What all sessions share.
    ///
    /// @param routes how many each has
    record Common(Scoreboard board, Probes probes, LabAddresses addresses, int routes) {}

    private final int number;
    private final Common common;
    private final NextHop nextHop;
    private final PathAttributes attributes;
    private final SessionPool.Session session;
    private long begunAt;
    private int told;
    private boolean toldAll;
    private int lastProbe = -1;
    private long refreshAt;
    private boolean refreshable;
    private boolean ending;
    private volatile boolean established;
    private volatile int timesEstablished; // only the loop writes

    LabSession(int number, Common common, SessionPool pool, SessionPlan plan) {
        this.number = number;
        this.common = common;
        this.nextHop = plan.nextHop(number);
        this.attributes = plan.attributes(number);
        this.session = pool.session(plan.self(number), plan.peer(number), this);
    }

    // From other threads

    void begin() {
        session.execute(() -> begunAt = System.nanoTime());
        session.start();
    }

    /// Ends it, and begins it anew when its socket is closed.
    void flap() {
        session.execute(() -> ending = true);
        session.stop(() -> {
            ending = false;
            begin();
        });
    }

    /// What ends from now on is no loss.
    void ending() {
        session.execute(() -> ending = true);
    }

    boolean isEstablished() {
        return established;
    }

    int timesEstablished() {
        return timesEstablished;
    }

    void announce(int probe) {
        session.execute(() -> {
            lastProbe = probe; // a target that sends it back to us shows nothing
            common.probes().begin(probe);
            Prefix prefix = common.addresses().probe(probe);
            session.send(List.of(Update.announce(nextHop, attributes, Nlri.of(prefix))));
        });
    }

    /// Asks the target to tell this session its routes again.
    void refresh() {
        session.execute(() -> {
            if (refreshable) {
                refreshAt = System.nanoTime();
                session.send(List.of(RouteRefresh.request(family())));
            }
        });
    }

    // From the session, on its loop

    @Override
    public void told(SpeakerEvent event) {
        switch (event) {
            case SpeakerEvent.SessionUp(PeerId _, SessionDetails details) -> up(details);
            case SpeakerEvent.SessionDown(PeerId _, SessionEnd end) -> down(end);
            case SpeakerEvent.MalformedMessage malformed -> {
                if (!malformed.consequence().equals("session reset")) { // that is told as SessionDown, too
                    common.board().failed("malformed message: " + malformed.why());
                }
            }
            case SpeakerEvent.BfdChanged _,
                    SpeakerEvent.PrefixesNearLimit _,
                    SpeakerEvent.RoutesTooLong _,
                    SpeakerEvent.ConditionChanged _,
                    SpeakerEvent.ConnectionRefused _,
                    SpeakerEvent.RangeFull _,
                    SpeakerEvent.GuestLeft _,
                    SpeakerEvent.NeighborFound _,
                    SpeakerEvent.ListenerImpaired _,
                    SpeakerEvent.Converged _,
                    SpeakerEvent.SinkFailed _,
                    SpeakerEvent.EventsLost _ -> {
                // a session without tables and listeners has none of these
            }
        }
    }

    private void up(SessionDetails details) {
        long now = System.nanoTime();
        int before = timesEstablished;
        timesEstablished = before + 1;
        established = true;
        refreshable = details.received().stream().anyMatch(Capability.RouteRefresh.class::isInstance);
        told = 0;
        toldAll = false;
        common.board().up(now - begunAt, now);
        tell();
    }

    private void down(SessionEnd end) {
        established = false;
        refreshAt = 0;
        if (end.wasEstablished() && ending) {
            common.board().ended();
        } else if (end.wasEstablished()) {
            common.board().lost(end.why());
            begunAt = System.nanoTime();
        } else if (!ending) {
            common.board().failed(end.why());
        }
    }

    @Override
    public void roomAgain() {
        tell();
    }

    private void tell() {
        while (told < common.routes() && session.hasRoom()) {
            int to = Math.min(common.routes(), told + CHUNK);
            session.send(List.of(
                    Update.announce(nextHop, attributes, common.addresses().routes(number, told, to))));
            told = to;
        }
        if (told == common.routes() && !toldAll) {
            toldAll = true;
            session.send(List.of(Update.endOfRib(family())));
        }
    }

    @Override
    public void received(List<BgpMessage> messages) {
        long now = System.nanoTime();
        for (BgpMessage message : messages) {
            if (refreshAt != 0) {
                // The begin of the answer (RFC 7313), or of a target that does not mark it the first route.
                common.probes().refreshed(now - refreshAt);
                refreshAt = 0;
            }
            if (message instanceof Update update) {
                received(update, now);
            }
        }
    }

    private void received(Update update, long now) {
        int announced = 0;
        for (Update.Reach reach : update.announced()) {
            announced += reach.nlri().size();
        }
        int withdrawn = 0;
        for (Nlri each : update.withdrawn()) {
            withdrawn += each.size();
        }
        common.board().update(announced, withdrawn, now);
        int probe = common.probes().find(update);
        if (probe > lastProbe) {
            lastProbe = probe;
            common.probes().seen(probe, now);
        }
    }

    private AddressFamily family() {
        return common.addresses().routes().family();
    }
}
