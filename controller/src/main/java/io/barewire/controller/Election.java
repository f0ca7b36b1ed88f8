package io.barewire.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Who leads, as a function: a Lease (coordination.k8s.io/v1) is its holder's while he renews it. Others take it when
/// it has not changed for as long as it says, by their own clock: the clocks of a cluster differ, so no time that is
/// written in it is compared with one's own.
final class Election {
    static final Duration LEASE = Duration.ofSeconds(15);

    /// How often a leader renews and others look.
    static final Duration PERIOD = Duration.ofSeconds(2);

    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /// The Lease as it was last seen, and since when it has been so.
    record Seen(String record, Instant since) {
        static final Seen NOTHING = new Seen("", Instant.MIN);
    }

    /// What to do now.
    sealed interface Move {
        /// Nobody had it.
        record Create(ObjectNode lease) implements Move {}

        /// It is ours, or its holder is gone.
        record Replace(ObjectNode lease) implements Move {}

        enum Wait implements Move {
            WAIT
        }
    }

    record Step(Seen seen, Move move) {}

    private final String namespace;
    private final String name;
    private final String self;

    /// @param self differs from what every other candidate calls itself
    Election(String namespace, String name, String self) {
        this.namespace = namespace;
        this.name = name;
        this.self = self;
    }

    /// @param lease as it is; empty when there is none
    Step step(Seen before, Optional<ObjectNode> lease, Instant now) {
        if (lease.isEmpty()) {
            return new Step(Seen.NOTHING, new Move.Create(held(JsonNodeFactory.instance.objectNode(), now, true)));
        }
        JsonNode spec = lease.get().path("spec");
        Seen seen = before.record().equals(spec.toString()) ? before : new Seen(spec.toString(), now);
        String holder = spec.path("holderIdentity").asText("");
        if (holder.equals(self)) {
            return new Step(seen, new Move.Replace(held(lease.get(), now, false)));
        }
        Duration term = Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong(LEASE.toSeconds()));
        boolean free = holder.isEmpty() || !now.isBefore(seen.since().plus(term));
        return new Step(seen, free ? new Move.Replace(held(lease.get(), now, true)) : Move.Wait.WAIT);
    }

    /// For others to take at once; empty when it is not ours.
    Optional<ObjectNode> released(ObjectNode lease) {
        if (!lease.path("spec").path("holderIdentity").asText("").equals(self)) {
            return Optional.empty();
        }
        ObjectNode free = lease.deepCopy();
        ((ObjectNode) free.get("spec")).put("holderIdentity", "");
        return Optional.of(free);
    }

    private ObjectNode held(ObjectNode lease, Instant now, boolean anew) {
        ObjectNode held = lease.deepCopy();
        held.withObject("/metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = held.withObject("/spec");
        String time = MICRO_TIME.format(now);
        spec.put("holderIdentity", self)
                .put("leaseDurationSeconds", LEASE.toSeconds())
                .put("renewTime", time);
        if (anew) {
            boolean first = !spec.has("acquireTime");
            spec.put("acquireTime", time);
            spec.put(
                    "leaseTransitions",
                    first ? 0 : spec.path("leaseTransitions").asLong() + 1);
        }
        return held;
    }
}
