package io.barewire.speaker;

import io.barewire.rib.AdvertisedRoute;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.PeerId;
import io.barewire.rib.ReceivedRoute;
import io.barewire.rib.RouteQuery;
import io.barewire.rib.RouteSink;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A BGP-4 speaker to embed: give it a configuration, start it, and it keeps sessions with its peers, announces what
/// is originated and hands the best routes to route sinks.
///
/// ```java
/// SpeakerConfig config = …;
/// try (BgpSpeaker speaker = new BgpSpeaker(config)) {
///     speaker.addListener(event -> log.info("{}", event));
///     speaker.addRouteSink("kernel", sink);
///     speaker.start();
///     speaker.announce(Prefix.parse("192.0.2.0/24"));
///     …
/// }
/// ```
///
/// All methods may be called from any thread. None of them throws because of what a peer did.
@SuppressWarnings("DoNotCallSuggester") // signatures land first so that others compile; bodies replace the throws
public final class BgpSpeaker implements AutoCloseable {
    /// A speaker that does nothing yet.
    public BgpSpeaker(SpeakerConfig config) {
        throw new UnsupportedOperationException("not built yet: " + config);
    }

    /// Adds a listener. One added later hears later events only.
    public void addListener(SpeakerListener listener) {
        throw new UnsupportedOperationException("not built yet: " + listener);
    }

    /// Adds a taker of best routes, which is told of every route there is and then of every change, on a thread named
    /// `sink-NAME`.
    public void addRouteSink(String name, RouteSink sink) {
        throw new UnsupportedOperationException("not built yet: " + name + sink);
    }

    /// Begins to listen and to connect. Returns when the listening socket is open.
    ///
    /// @throws IOException when the address to listen on cannot be bound; the speaker is then as before
    /// @throws IllegalStateException when started or closed before
    public void start() throws IOException {
        throw new UnsupportedOperationException("not built yet");
    }

    /// Replaces the configuration, and returns when the new one is in force. Only sessions whose own parameters differ
    /// are reset (Cease 6/6, Other Configuration Change); filters, originated prefixes and limits change in place;
    /// a peer that is gone gets Cease 6/3 (Peer De-configured).
    ///
    /// @throws IOException when another address to listen on cannot be bound; the old configuration stays in force
    public void apply(SpeakerConfig config) throws IOException {
        throw new UnsupportedOperationException("not built yet: " + config);
    }

    /// Originates a prefix, besides those of the configuration, until [#withdraw].
    public void announce(Prefix prefix) {
        throw new UnsupportedOperationException("not built yet: " + prefix);
    }

    /// Ends what [#announce] began. A prefix that is also originated by the configuration stays announced.
    public void withdraw(Prefix prefix) {
        throw new UnsupportedOperationException("not built yet: " + prefix);
    }

    /// The configuration in force.
    public SpeakerConfig config() {
        throw new UnsupportedOperationException("not built yet");
    }

    /// A picture of now. The routing thread is asked for its counts, so this may take as long as the batch it is at.
    public SpeakerStatus status() {
        throw new UnsupportedOperationException("not built yet");
    }

    /// A page of the best routes with the paths they were chosen from. Answered by the routing thread between two of
    /// its
    /// batches; fails with [java.util.concurrent.RejectedExecutionException] when too many queries wait already.
    public CompletableFuture<List<LocRibEntry>> routes(RouteQuery query) {
        throw new UnsupportedOperationException("not built yet: " + query);
    }

    /// A page of what a peer told us, used or not; nothing of a peer that is down or unknown.
    public CompletableFuture<List<ReceivedRoute>> receivedRoutes(PeerId peer, RouteQuery query) {
        throw new UnsupportedOperationException("not built yet: " + peer + query);
    }

    /// A page of what a peer was told; nothing of a peer that is down or unknown.
    public CompletableFuture<List<AdvertisedRoute>> advertisedRoutes(PeerId peer, RouteQuery query) {
        throw new UnsupportedOperationException("not built yet: " + peer + query);
    }

    /// Asks a peer to send its routes again (RFC 2918).
    ///
    /// @return false when there is no such session, or it cannot do that
    public boolean refresh(PeerId peer, AddressFamily family) {
        throw new UnsupportedOperationException("not built yet: " + peer + family);
    }

    /// Ends a peer's session with Cease 6/4 (Administrative Reset); it is then tried again.
    ///
    /// @return false when there is no such peer
    public boolean resetPeer(PeerId peer) {
        throw new UnsupportedOperationException("not built yet: " + peer);
    }

    /// Ends all sessions with [CloseMode#SHUTDOWN].
    @Override
    public void close() {
        close(CloseMode.SHUTDOWN);
    }

    /// Ends all sessions, stops listening, and waits until threads and sockets are gone. Route sinks keep what they
    /// have: they are not told to remove anything.
    public void close(CloseMode mode) {
        throw new UnsupportedOperationException("not built yet: " + mode);
    }
}
