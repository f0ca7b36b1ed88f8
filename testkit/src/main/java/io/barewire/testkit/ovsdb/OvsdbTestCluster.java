package io.barewire.testkit.ovsdb;

import io.barewire.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A northbound database of OVN on three servers that agree by Raft, on loopback. Clients reach them on their Unix
/// sockets.
public final class OvsdbTestCluster implements AutoCloseable {
    private static final String DATABASE = "OVN_Northbound";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<OvsdbTestServer> servers = new ArrayList<>();

    private OvsdbTestCluster() {}

    /// Returns when all have joined and know the leader. Skips the test where there is no ovsdb-server.
    public static OvsdbTestCluster running() {
        Path schema = OvsdbTestServer.ovnNorthbound();
        OvsdbTestCluster cluster = new OvsdbTestCluster();
        List<String> addresses = List.of(address(), address(), address());
        for (int i = 0; i < addresses.size(); i++) {
            OvsdbTestServer server = OvsdbTestServer.member();
            cluster.servers.add(server);
            String database = server.folder().resolve("db").toString();
            if (i == 0) {
                OvsdbTestServer.run("ovsdb-tool", "create-cluster", database, schema.toString(), addresses.get(i));
            } else {
                OvsdbTestServer.run(
                        "ovsdb-tool", "join-cluster", database, DATABASE, addresses.get(i), addresses.getFirst());
            }
            server.start();
            server.client("wait", DATABASE, "connected");
        }
        return cluster;
    }

    private static String address() {
        try {
            return "tcp:127.0.0.1:" + FreePort.at(InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    public List<OvsdbTestServer> servers() {
        return List.copyOf(servers);
    }

    /// Waits until one of those that run says that it leads.
    public OvsdbTestServer leader() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (OvsdbTestServer server : servers) {
                if (server.isRunning()
                        && server.appctl("cluster/status", DATABASE).contains("Role: leader")) {
                    return server;
                }
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new AssertionError("no server of the cluster leads");
    }

    @Override
    public void close() {
        servers.forEach(OvsdbTestServer::close);
    }
}
