package io.barewire.ovn.ovsdb;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which database, where, and what of it.
///
/// @param endpoints of servers that all serve this database; tried in turn
/// @param required columns by table that the server must have beside those mirrored, because they are written
/// @param leaderOnly of a clustered database, use the leader's server only: what a follower shows may be old
/// @param tls for `ssl:` endpoints
/// @param connectTimeout until the server has answered for the first time, TLS included
/// @param inactivityProbe after so long a silence the server is asked for a sign of life, and given up after as long a
///     time again; zero: never. Also over a Unix socket, where a server that hangs would not be noticed otherwise
/// @param maximumBackoff longest pause between two rounds over the endpoints. Short, because routes wait
/// @param maximumOutstanding transactions that are not answered yet; further ones are not sent
/// @param maximumDocument octets of one JSON document from the server; more ends the connection
public record OvsdbConfig(
        List<Endpoint> endpoints,
        String database,
        List<MonitoredTable> monitored,
        Map<String, Set<String>> required,
        boolean leaderOnly,
        Optional<TlsFiles> tls,
        Duration connectTimeout,
        Duration inactivityProbe,
        Duration maximumBackoff,
        int maximumOutstanding,
        int maximumDocument) {
    public OvsdbConfig {
        endpoints = List.copyOf(endpoints);
        monitored = List.copyOf(monitored);
        required = Map.copyOf(required);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint of an OVSDB server is given");
        }
        Set<String> tables = new HashSet<>();
        for (MonitoredTable table : monitored) {
            if (!tables.add(table.table())) {
                throw new IllegalArgumentException("table " + table.table() + " is to be mirrored twice");
            }
        }
        if (maximumOutstanding < 1 || maximumDocument < 1024) {
            throw new IllegalArgumentException("at least 1 transaction and 1024 octets must be allowed");
        }
    }

    /// With the defaults: leader only, 5 s for a connection, a probe after 5 s, 0.5 s between rounds, 16 transactions,
    /// documents of 64 MiB.
    public static OvsdbConfig of(List<Endpoint> endpoints, String database, List<MonitoredTable> monitored) {
        return new OvsdbConfig(
                endpoints,
                database,
                monitored,
                Map.of(),
                true,
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                16,
                64 << 20);
    }

    /// With columns that are written and not mirrored.
    public OvsdbConfig withRequired(Map<String, Set<String>> required) {
        return new OvsdbConfig(
                endpoints,
                database,
                monitored,
                required,
                leaderOnly,
                tls,
                connectTimeout,
                inactivityProbe,
                maximumBackoff,
                maximumOutstanding,
                maximumDocument);
    }

    public OvsdbConfig withLeaderOnly(boolean leaderOnly) {
        return new OvsdbConfig(
                endpoints,
                database,
                monitored,
                required,
                leaderOnly,
                tls,
                connectTimeout,
                inactivityProbe,
                maximumBackoff,
                maximumOutstanding,
                maximumDocument);
    }

    public OvsdbConfig withTls(TlsFiles files) {
        return new OvsdbConfig(
                endpoints,
                database,
                monitored,
                required,
                leaderOnly,
                Optional.of(files),
                connectTimeout,
                inactivityProbe,
                maximumBackoff,
                maximumOutstanding,
                maximumDocument);
    }

    public OvsdbConfig withTimes(Duration connectTimeout, Duration inactivityProbe, Duration maximumBackoff) {
        return new OvsdbConfig(
                endpoints,
                database,
                monitored,
                required,
                leaderOnly,
                tls,
                connectTimeout,
                inactivityProbe,
                maximumBackoff,
                maximumOutstanding,
                maximumDocument);
    }

    public OvsdbConfig withLimits(int maximumOutstanding, int maximumDocument) {
        return new OvsdbConfig(
                endpoints,
                database,
                monitored,
                required,
                leaderOnly,
                tls,
                connectTimeout,
                inactivityProbe,
                maximumBackoff,
                maximumOutstanding,
                maximumDocument);
    }
}
