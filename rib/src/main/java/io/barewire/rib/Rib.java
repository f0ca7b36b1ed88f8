package io.barewire.rib;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpMessage;
import io.barewire.wire.Prefix;
import io.barewire.wire.Update;
import java.util.List;
import java.util.Set;

/// All routes of one speaker: what peers told us, what we chose, what we tell them.
///
/// Confined to one thread. Nothing is pushed: whoever has room asks [#poll] for a peer's next messages and a
/// [ChangeFeed] for the next changes. Until asked, a slow peer or sink costs one bit per prefix, never a queue.
///
/// A call that names an unknown peer, or does to a peer what its state forbids, is the caller's mistake and throws
/// [IllegalStateException]; nothing that a peer sends can cause one.
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class Rib {
    private final RibSettings settings;

    public Rib(RibSettings settings) {
        this.settings = settings;
    }

    public RibSettings settings() {
        return settings;
    }

    /// Makes a peer known; it is down.
    public void addPeer(PeerId peer, PeerPolicy policy) {
        throw new UnsupportedOperationException("not written yet " + peer + policy);
    }

    /// Forgets a peer, after [#peerDown] if it was up.
    public void removePeer(PeerId peer) {
        throw new UnsupportedOperationException("not written yet " + peer);
    }

    /// Replaces a peer's policy in place. Another import filter judges anew what Adj-RIB-In holds; another export
    /// filter leads to just those announcements and withdrawals that make the difference.
    public void setPolicy(PeerId peer, PeerPolicy policy) {
        throw new UnsupportedOperationException("not written yet " + peer + policy);
    }

    /// How many equal paths a route may use, 1 to 256.
    public void setMaximumPaths(int maximumPaths) {
        throw new UnsupportedOperationException("not written yet " + maximumPaths);
    }

    /// The peer's session is established. [#poll] will give it the whole table, with End-of-RIB behind each family.
    public void peerUp(PeerId peer, SessionInfo session) {
        throw new UnsupportedOperationException("not written yet " + peer + session);
    }

    /// The session is gone, and all that was learned over it.
    public void peerDown(PeerId peer) {
        throw new UnsupportedOperationException("not written yet " + peer);
    }

    public boolean isUp(PeerId peer) {
        throw new UnsupportedOperationException("not written yet " + peer);
    }

    /// Takes in an UPDATE of a peer that is up.
    public ReceiveOutcome receive(PeerId peer, Update update) {
        throw new UnsupportedOperationException("not written yet " + peer + update);
    }

    /// The peer asked for all routes of a family again (RFC 2918 §4). [#poll] gives them, between the markers of
    /// RFC 7313 when both ends know it. Of families that the session does not carry there is nothing to tell (§4).
    public void refresh(PeerId peer, AddressFamily family) {
        throw new UnsupportedOperationException("not written yet " + peer + family);
    }

    /// Announces a prefix as our own, whether or not there is a route to it.
    public void originate(Prefix prefix) {
        throw new UnsupportedOperationException("not written yet " + prefix);
    }

    public void withdrawOriginated(Prefix prefix) {
        throw new UnsupportedOperationException("not written yet " + prefix);
    }

    /// Makes these, and no others, our own prefixes; what stays is not told again.
    public void setOriginated(Set<Prefix> prefixes) {
        throw new UnsupportedOperationException("not written yet " + prefixes);
    }

    /// True when [#poll] has something for this peer.
    public boolean hasOutput(PeerId peer) {
        throw new UnsupportedOperationException("not written yet " + peer);
    }

    /// The next messages for a peer, in the order to send them: a bounded batch of UPDATEs (and refresh markers),
    /// none when it has heard all. They count as told. Ask only when there is room to send them, and again until
    /// nothing comes.
    ///
    /// Peers that are told the same in the same format (an update group) get the very same objects as long as they
    /// keep pace, so a caller that remembers the encoded form by identity during one round encodes once for all.
    /// Prefixes of one UPDATE fit into one message of the session's maximum length.
    public List<BgpMessage> poll(PeerId peer) {
        throw new UnsupportedOperationException("not written yet " + peer);
    }

    /// Follows the next hops of all prefixes, beginning with those that have some now. `whenNonEmpty` is called on
    /// the RIB's thread each time the feed goes from empty to not empty, in the middle of other work: it may note
    /// the fact, but not call back.
    public ChangeFeed openFeed(Runnable whenNonEmpty) {
        throw new UnsupportedOperationException("not written yet " + whenNonEmpty);
    }

    /// What a peer has told us, used or not; nothing while it is down.
    public List<ReceivedRoute> received(PeerId peer, RouteQuery query) {
        throw new UnsupportedOperationException("not written yet " + peer + query);
    }

    /// What a peer has been told; nothing while it is down.
    public List<AdvertisedRoute> advertised(PeerId peer, RouteQuery query) {
        throw new UnsupportedOperationException("not written yet " + peer + query);
    }

    /// What was chosen, with the paths it was chosen from.
    public List<LocRibEntry> locRib(RouteQuery query) {
        throw new UnsupportedOperationException("not written yet " + query);
    }

    public PeerCounters counters(PeerId peer, AddressFamily family) {
        throw new UnsupportedOperationException("not written yet " + peer + family);
    }

    /// Prefixes of a family in the Loc-RIB.
    public int size(AddressFamily family) {
        throw new UnsupportedOperationException("not written yet " + family);
    }

    /// About how much memory the tables take.
    public long estimatedOctets() {
        throw new UnsupportedOperationException("not written yet");
    }
}
