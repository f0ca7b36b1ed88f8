package io.barewire.daemon.http;

import io.barewire.kubernetes.Budget;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often strangers may have the API server asked about their tokens: each client a little, and all of them together
/// not much more. Any thread may call.
final class ReviewBudget {
    private static final int BURST_OF_ONE = 10;
    private static final Duration EACH_OF_ONE = Duration.ofSeconds(1);
    private static final int BURST_OF_ALL = 50;
    private static final Duration EACH_OF_ALL = Duration.ofMillis(100);

    /// Of a client that is forgotten so many others have come since; and all of them together have a budget, too.
    private static final int CLIENTS = 256;

    /// The half of an IPv6 address that says which network it is of: whoever is in one has all its addresses.
    private static final int NETWORK_OCTETS = 8;

    private final Budget ofAll;
    private final Map<String, Budget> ofClients = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Budget> eldest) {
            return size() > CLIENTS;
        }
    };

    /// @param now of a clock that never goes back, in nanoseconds
    ReviewBudget(long now) {
        ofAll = new Budget(BURST_OF_ALL, EACH_OF_ALL, now);
    }

    /// Whether a client may ask for one more now; if so, it has.
    synchronized boolean take(InetAddress client, long now) {
        Budget ofClient = ofClients.computeIfAbsent(network(client), _ -> new Budget(BURST_OF_ONE, EACH_OF_ONE, now));
        if (!ofClient.pause(now).isZero() || !ofAll.pause(now).isZero()) {
            return false;
        }
        ofClient.take(now, 1);
        ofAll.take(now, 1);
        return true;
    }

    private static String network(InetAddress client) {
        byte[] octets = client.getAddress();
        return Arrays.toString(client instanceof Inet6Address ? Arrays.copyOf(octets, NETWORK_OCTETS) : octets);
    }
}
