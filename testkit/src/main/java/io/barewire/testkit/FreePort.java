package io.barewire.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// A port for what is started later, or again. The kernel's own choice would be one of those that it gives to
/// connections, too, and one of them may have it by then.
public final class FreePort {
    /// Below Linux' `net.ipv4.ip_local_port_range`.
    private static final int FIRST = 20_000;
    private static final int END = 32_768;
    private static final int ATTEMPTS = 100;

    /// None is given twice.
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /// @param address that somebody will listen at
    public static int at(InetAddress address) throws IOException {
        String refused = "all of them were given before";
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket _ = new ServerSocket(port, 1, address)) {
                if (GIVEN.add(port)) {
                    return port;
                }
            } catch (BindException taken) {
                refused = taken.getMessage();
            }
        }
        throw new IOException("no free port at " + address + " between " + FIRST + " and " + END + ": " + refused);
    }
}
