package io.barewire.lab;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Nlri;
import io.barewire.wire.Update;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/// Timed updates, one after the other: a route that one session announces, until the others are told of it; or where
/// the target tells nobody, a ROUTE-REFRESH until its answer.
final class Probes {
    private final LabAddresses addresses;
    private final Histogram updates = Latency.histogram();
    private final Histogram refreshes = Latency.histogram();
    private final AtomicInteger seen = new AtomicInteger();
    private volatile int current = -1;
    private volatile long sentAt;

    Probes(LabAddresses addresses) {
        this.addresses = addresses;
    }

    /// Nothing has been seen, and nothing is looked for.
    void expect() {
        current = -1;
        seen.set(0);
    }

    /// Probe `number` is announced right after this.
    void begin(int number) {
        sentAt = System.nanoTime();
        current = number;
    }

    /// The number of the probe that is under way when this UPDATE announces it, or -1.
    int find(Update update) {
        int wanted = current;
        if (wanted < 0) {
            return -1;
        }
        for (Update.Reach reach : update.announced()) {
            for (Nlri.Cursor at = reach.nlri().cursor(); at.next(); ) {
                IpAddress network = new IpAddress(reach.nlri().family(), at.high(), at.low());
                if (addresses.probeAt(network) == wanted) {
                    return wanted;
                }
            }
        }
        return -1;
    }

    /// A session sees a probe for the first time. One that is late by now is not counted any more.
    void seen(int number, long now) {
        if (number == current) {
            Latency.record(updates, now - sentAt);
            seen.incrementAndGet();
        }
    }

    void refreshed(long nanos) {
        Latency.record(refreshes, nanos);
        seen.incrementAndGet();
    }

    /// How many have answered since [#expect].
    int seen() {
        return seen.get();
    }

    Histogram updates() {
        return updates;
    }

    Histogram refreshes() {
        return refreshes;
    }
}
