package io.barewire.bfd;

import java.time.Duration;

/// How to watch over a peer. All of it may change while a session is up.
///
/// @param receiveInterval the least time between packets that we can take, 10 ms to 60 s
/// @param transmitInterval the least time between packets that we want to send, 10 ms to 60 s; a session that is not
///     up sends once a second whatever this says (RFC 5880 §6.8.3)
/// @param detectMultiplier how many packets of ours the peer may miss, 2 to 255
/// @param echoMode send echo packets as well, which the peer's forwarding returns; single hop only
/// @param echoInterval the least time between echo packets, both of ours and of the peer's that we return, 10 ms to
///     60 s
/// @param passive say nothing before the peer does (RFC 5880 §6.1)
/// @param minimumTtl the least TTL or hop limit with which a packet may arrive, multihop only; single hop needs 255
public record BfdProfile(
        Duration receiveInterval,
        Duration transmitInterval,
        int detectMultiplier,
        boolean echoMode,
        Duration echoInterval,
        boolean passive,
        int minimumTtl) {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    /// 300 ms both ways, three times; echo off, 50 ms when it is on: what FRR uses under frr-k8s.
    public static final BfdProfile DEFAULT =
            new BfdProfile(Duration.ofMillis(300), Duration.ofMillis(300), 3, false, Duration.ofMillis(50), false, 254);

    public BfdProfile {
        checkInterval("receive interval", receiveInterval);
        checkInterval("transmit interval", transmitInterval);
        checkInterval("echo interval", echoInterval);
        if (detectMultiplier < 2 || detectMultiplier > 255) {
            throw new IllegalArgumentException("detect multiplier " + detectMultiplier + " is not within 2 to 255");
        }
        if (minimumTtl < 1 || minimumTtl > 255) {
            throw new IllegalArgumentException("minimum TTL " + minimumTtl + " is not within 1 to 255");
        }
    }

    /// The same with other intervals for packets both ways.
    public BfdProfile withIntervals(Duration receive, Duration transmit) {
        return new BfdProfile(receive, transmit, detectMultiplier, echoMode, echoInterval, passive, minimumTtl);
    }

    /// The same at an end that waits for the other, or does not.
    public BfdProfile withPassive(boolean passive) {
        return new BfdProfile(
                receiveInterval, transmitInterval, detectMultiplier, echoMode, echoInterval, passive, minimumTtl);
    }

    /// The same for a peer that may be further away, or sends with another TTL than 255.
    public BfdProfile withMinimumTtl(int minimumTtl) {
        return new BfdProfile(
                receiveInterval, transmitInterval, detectMultiplier, echoMode, echoInterval, passive, minimumTtl);
    }

    private static void checkInterval(String name, Duration interval) {
        if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " " + interval + " is not within 10 ms to 60 s");
        }
    }
}
