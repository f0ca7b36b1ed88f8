package io.barewire.ovn.ovsdb;

import java.time.Duration;

/// Which endpoint is tried next, and when. Within a round over the endpoints one attempt follows the other at once, so
/// that a cluster's leader is found quickly; between rounds the pause grows.
final class Backoff {
    /// An endpoint of the list, after a pause.
    record Attempt(int endpoint, Duration pause) {}

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final int endpoints;
    private final Duration maximum;
    private int next;
    private int failures;

    /// @param first the endpoint of the first attempt: clients of a cluster should not all begin with the same
    Backoff(int endpoints, Duration maximum, int first) {
        this.endpoints = endpoints;
        this.maximum = maximum;
        this.next = first;
    }

    /// @param jitter at least 0 and less than 1: clients whose server went should not all come back at once
    Attempt next(double jitter) {
        int endpoint = next;
        next = (next + 1) % endpoints;
        int rounds = failures / endpoints;
        boolean endOfRound = failures > 0 && failures % endpoints == 0;
        failures++;
        if (!endOfRound) {
            return new Attempt(endpoint, Duration.ZERO);
        }
        long doubled = FIRST_PAUSE.toMillis() << Math.min(rounds - 1, 20);
        long pause = Math.min(doubled, maximum.toMillis());
        return new Attempt(endpoint, Duration.ofMillis((long) (pause * (0.5 + jitter / 2))));
    }

    /// A connection has proved to be of use: the next attempt is the first of a new round.
    void stable() {
        failures = 0;
    }
}
