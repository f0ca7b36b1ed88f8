package io.barewire.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Replacement;
import io.barewire.kubernetes.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out an [Election] on a thread of its own. Whoever leads may lose that at any moment: what leaders do must do
/// no harm when two do it for a while.
final class Leadership implements AutoCloseable {
    static final Resource LEASES = Resource.LEASES;

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    /// A leader that cannot renew stops before others may begin.
    static final Duration TRUSTED = Election.LEASE.multipliedBy(2).dividedBy(3);

    private final ApiServer api;
    private final String namespace;
    private final String name;
    private final Election election;
    private final InstantSource clock;
    private final Runnable won;
    private final OwnThread thread;
    private volatile Instant leaderUntil = Instant.MIN;

    // The thread's own.
    private Election.Seen seen = Election.Seen.NOTHING;
    private boolean led;
    private boolean failing;

    /// @param self differs from what every other candidate calls itself
    /// @param won called at each begin of leadership; must return at once
    Leadership(ApiServer api, String namespace, String name, String self, InstantSource clock, Runnable won) {
        this.api = api;
        this.namespace = namespace;
        this.name = name;
        this.election = new Election(namespace, name, self);
        this.clock = clock;
        this.won = won;
        this.thread = new OwnThread("leader-election", this::run);
    }

    void start() {
        thread.start();
    }

    boolean leads() {
        return clock.instant().isBefore(leaderUntil);
    }

    private void run() throws InterruptedException {
        while (true) {
            try {
                look();
                failing = false;
            } catch (ApiFailure failure) {
                if (!failing) {
                    LOG.warn("leader election: {}", failure.withRemedy());
                }
                failing = true;
            } catch (RuntimeException defect) {
                LOG.error("a defect in the leader election; it goes on", defect);
            }
            tell();
            Thread.sleep(Election.PERIOD);
        }
    }

    private void look() throws ApiFailure {
        Instant now = clock.instant();
        Optional<ObjectNode> lease = api.get(LEASES, namespace, name);
        Election.Step step = election.step(seen, lease, now);
        seen = step.seen();
        boolean ours = switch (step.move()) {
            case Election.Move.Create(ObjectNode fresh) -> created(fresh);
            case Election.Move.Replace(ObjectNode held) -> api.replace(LEASES, held) instanceof Replacement.Done;
            case Election.Move.Wait.WAIT -> false;
        };
        if (ours) {
            leaderUntil = now.plus(TRUSTED);
        } else if (step.move() == Election.Move.Wait.WAIT) {
            leaderUntil = Instant.MIN;
        }
    }

    private boolean created(ObjectNode lease) throws ApiFailure {
        try {
            api.create(LEASES, lease);
            return true;
        } catch (ApiFailure failure) {
            if (failure.status() == 409) {
                return false;
            }
            throw failure;
        }
    }

    private void tell() {
        boolean leads = leads();
        if (leads && !led) {
            LOG.info("this one leads");
            won.run();
        } else if (led && !leads) {
            LOG.warn("this one does not lead any more");
        }
        led = leads;
    }

    /// Lets another one lead at once.
    @Override
    public void close() {
        thread.close();
        if (!leads()) {
            return;
        }
        leaderUntil = Instant.MIN;
        try {
            Optional<ObjectNode> free = api.get(LEASES, namespace, name).flatMap(election::released);
            if (free.isPresent()) {
                api.replace(LEASES, free.get());
            }
        } catch (ApiFailure failure) {
            LOG.info(
                    "the lease could not be given back, so that another one leads after {}: {}",
                    Election.LEASE,
                    failure.getMessage());
        }
    }
}
