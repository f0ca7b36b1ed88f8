package io.barewire.mesh.plan;

import io.barewire.rib.LocRibEntry;
import io.barewire.rib.PeerId;
import io.barewire.wire.PathAttribute.LocalPref;
import io.barewire.wire.PathAttribute.OriginatorId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How one node of the managed mesh goes from the sessions that it had to those that it is to have, when another
/// topology is asked for or other nodes reflect: new before old.
///
/// What is new begins at once. From then on routes that come over anything else are the last resort (LOCAL_PREF 0), for
/// this node and for whom it tells them, so that what the new sessions carry does not depend on the old ones. What the
/// mesh does not want any more stays for [Patience#least] in any case, because the other end has to be done as well and
/// cannot be asked; and until
///
/// - every new peer has sent its End-of-RIB markers, and
/// - every prefix has a path that stays and is nobody's last resort: the End-of-RIB of a reflector says nothing of
///   nodes that have not reached it yet,
///
/// but for [Patience#most] at the longest. With a node that left the mesh nothing is kept.
///
/// A value, like a plan: [Planner] makes the next one from the one before, and whoever watches the speaker tells it
/// what is there ([#seen]).
///
/// @param wanted what the mesh of the newest snapshot asks for, by the peer's address
/// @param held what it asked for before, and not now
/// @param fresh peers that are new since something is held, and have not sent all End-of-RIB markers
public record Handover(Patience patience, Map<PeerId, Tie> wanted, Map<PeerId, Held> held, Set<PeerId> fresh) {
    static final LocalPref LAST_RESORT = new LocalPref(0);

    /// What a session of the mesh is for.
    ///
    /// @param tells the peer hears from us what others of the mesh tell
    /// @param client and it is our client (RFC 4456), so that what it tells goes to others
    /// @param told we hear from it what others of the mesh tell
    public record Tie(boolean tells, boolean client, boolean told) {
        /// Each tells its own routes.
        static final Tie PLAIN = new Tie(false, false, false);

        private Tie and(Tie other) {
            return new Tie(tells || other.tells, client || other.client, told || other.told);
        }
    }

    /// @param tie as it was, and stays
    /// @param since when it was not asked for any more, in milliseconds since whenever
    public record Held(Tie tie, long since) {}

    /// @param least how long what is not wanted stays at the shortest
    /// @param most and at the longest
    public record Patience(Duration least, Duration most) {
        /// Nodes hear of a change, and have their sessions, within seconds of each other; an API server that is slow or
        /// gone for a node may take longer.
        public static final Patience DEFAULT = new Patience(Duration.ofSeconds(30), Duration.ofMinutes(5));

        public Patience {
            if (least.isNegative() || most.compareTo(least) < 0) {
                throw new IllegalArgumentException("patience of " + least + " to " + most);
            }
        }
    }

    /// What a look came to.
    ///
    /// @param next the same as before when nothing has changed
    /// @param gaveUp something was let go that may be missed: it had been held for the longest time
    public record Seen(Handover next, boolean gaveUp) {}

    public Handover {
        wanted = Map.copyOf(wanted);
        held = Map.copyOf(held);
        fresh = Set.copyOf(fresh);
    }

    /// Nothing was planned before.
    public static Handover begin(Patience patience) {
        return new Handover(patience, Map.of(), Map.of(), Set.of());
    }

    /// Whether there is something to look for.
    public boolean isUnderWay() {
        return !held.isEmpty();
    }

    /// How long nothing comes to an end; zero when a look at the speaker decides.
    public Duration rest(long millis) {
        long first = held.values().stream().mapToLong(Held::since).min().orElse(millis);
        return Duration.ofMillis(Math.max(0, first + patience.least().toMillis() - millis));
    }

    /// What there is to be with a peer now; empty: no session of the mesh.
    Optional<Tie> tie(PeerId peer) {
        Held old = held.get(peer);
        Tie now = wanted.get(peer);
        return old == null || now == null
                ? Optional.ofNullable(now).or(() -> Optional.ofNullable(old).map(Held::tie))
                : Optional.of(now.and(old.tie()));
    }

    /// Whether what a peer tells is the last resort.
    ///
    /// @param own whether it is the peer's own
    boolean isLastResort(PeerId peer, boolean own) {
        Held old = held.get(peer);
        Tie now = wanted.get(peer);
        return old != null && (now == null || (!own && old.tie().told() && !now.told()));
    }

    /// The mesh of a new snapshot asks for this.
    ///
    /// @param members where the other nodes of the mesh are
    Handover planned(Map<PeerId, Tie> now, Set<PeerId> members, long millis) {
        if (now.equals(wanted) && members.containsAll(held.keySet())) {
            return this;
        }
        Map<PeerId, Held> still = new HashMap<>();
        for (PeerId peer : members) {
            Tie before = wanted.get(peer);
            Held old = held.get(peer);
            if (before != null && exceeds(before, now.get(peer))) {
                still.put(peer, new Held(old == null ? before : before.and(old.tie()), millis));
            } else if (old != null && exceeds(old.tie(), now.get(peer))) {
                still.put(peer, old);
            }
        }
        Set<PeerId> others = new HashSet<>();
        if (!still.isEmpty()) {
            now.keySet().stream()
                    .filter(peer -> fresh.contains(peer) || tie(peer).isEmpty())
                    .forEach(others::add);
        }
        return new Handover(patience, now, still, others);
    }

    private static boolean exceeds(Tie before, @Nullable Tie now) {
        return now == null || !before.and(now).equals(now);
    }

    /// Whether one of them is new.
    ///
    /// @param awaited peers that have not sent all their End-of-RIB markers
    public boolean waitsFor(Set<PeerId> awaited) {
        return fresh.stream().anyMatch(awaited::contains);
    }

    /// Somebody looked at the speaker.
    ///
    /// @param awaited peers that have not sent all their End-of-RIB markers
    /// @param lasting whether every route [lasts][#lasts]
    public Seen seen(Set<PeerId> awaited, boolean lasting, long millis) {
        Set<PeerId> late = new HashSet<>(fresh);
        late.retainAll(awaited);
        boolean ready = late.isEmpty() && lasting;
        Map<PeerId, Held> still = held.entrySet().stream()
                .filter(each -> {
                    long age = millis - each.getValue().since();
                    return age < patience.least().toMillis()
                            || (!ready && age < patience.most().toMillis());
                })
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        Handover next = new Handover(patience, wanted, still, still.isEmpty() ? Set.of() : late);
        return new Seen(next, !ready && still.size() < held.size());
    }

    /// Nobody could look: what is held goes after the longest time all the same.
    public Seen unseen(long millis) {
        return seen(fresh, false, millis);
    }

    /// Whether there is a path left when everything that is held has gone.
    public boolean lasts(LocRibEntry entry) {
        return entry.paths().stream().allMatch(path -> path.unreachable().isPresent())
                || entry.paths().stream().anyMatch(path -> path.unreachable().isEmpty() && lasts(path));
    }

    private boolean lasts(LocRibEntry.Path path) {
        if (path.peer().isEmpty()) {
            return true;
        }
        PeerId peer = path.peer().get();
        boolean own = !path.attributes().has(OriginatorId.class);
        return !isLastResort(peer, own)
                && path.attributes()
                        .get(LocalPref.class)
                        .filter(LAST_RESORT::equals)
                        .isEmpty();
    }
}
