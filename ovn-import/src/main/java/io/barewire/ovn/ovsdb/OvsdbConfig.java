package io.barewire.ovn.ovsdb;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which database, where, and what of it.
///
/// @param endpoints of servers that all serve this database; tried in turn
/// @param leaderOnly of a clustered database, use the leader's server only: what a follower shows may be old
/// @param tls for `ssl:` endpoints
/// @param times how long it waits for what
/// @param limits what it keeps
public record OvsdbConfig(
        List<Endpoint> endpoints,
        String database,
        List<MonitoredTable> monitored,
        boolean leaderOnly,
        Optional<TlsFiles> tls,
        Times times,
        Limits limits) {
    /// @param connect until the server has answered for the first time, TLS included
    /// @param probe after so long a silence the server is asked for a sign of life, and given up after as long
    ///     a time again; zero: never. Also over a Unix socket, where a server that hangs would not be noticed
    ///     otherwise
    /// @param maximumBackoff longest pause between two rounds over the endpoints. Short, because routes wait
    public record Times(Duration connect, Duration probe, Duration maximumBackoff) {
        public static final Times DEFAULT =
                new Times(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(500));
    }

    /// @param outstanding transactions that are not answered yet; further ones are not sent
    /// @param document octets of one JSON document from the server; more ends the connection
    public record Limits(int outstanding, int document) {
        public static final Limits DEFAULT = new Limits(16, 64 << 20);

        public Limits {
            if (outstanding < 1 || document < 1024) {
                throw new IllegalArgumentException("at least 1 transaction and 1024 octets must be allowed");
            }
        }
    }

    public OvsdbConfig {
        endpoints = List.copyOf(endpoints);
        monitored = List.copyOf(monitored);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no endpoint of an OVSDB server is given");
        }
        Set<String> tables = new HashSet<>();
        for (MonitoredTable table : monitored) {
            if (!tables.add(table.table())) {
                throw new IllegalArgumentException("table " + table.table() + " is to be mirrored twice");
            }
        }
        for (MonitoredTable table : monitored) {
            if (table.namedBy().isPresent()) {
                checkMirrored(table.namedBy().get(), monitored);
            }
        }
    }

    private static void checkMirrored(MonitoredTable.NamedBy by, List<MonitoredTable> monitored) {
        if (monitored.stream()
                .noneMatch(each -> each.table().equals(by.table())
                        && each.columns().contains(by.column())
                        && each.where().isEmpty()
                        && each.namedBy().isEmpty())) {
            throw new IllegalArgumentException("column " + by.table() + "." + by.column()
                    + " names rows of a mirrored table, and is to be mirrored in all rows of its own");
        }
    }

    /// The leader's server only, and without TLS.
    public static OvsdbConfig of(List<Endpoint> endpoints, String database, List<MonitoredTable> monitored) {
        return new OvsdbConfig(endpoints, database, monitored, true, Optional.empty(), Times.DEFAULT, Limits.DEFAULT);
    }

    public OvsdbConfig withTls(TlsFiles files) {
        return new OvsdbConfig(endpoints, database, monitored, leaderOnly, Optional.of(files), times, limits);
    }

    public OvsdbConfig withTimes(Times other) {
        return new OvsdbConfig(endpoints, database, monitored, leaderOnly, tls, other, limits);
    }

    public OvsdbConfig withLimits(Limits other) {
        return new OvsdbConfig(endpoints, database, monitored, leaderOnly, tls, times, other);
    }
}
