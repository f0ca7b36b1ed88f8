package io.barewire.controller;

import java.util.Map;

/// What the JDK's HTTP servers of this process bear from their clients.
public final class HttpLimits {
    private HttpLimits() {}

    /// Before the first of them: they are read once, as seconds unless named otherwise. What the user gave with -D
    /// stays.
    public static void set() {
        Map.of(
                        "sun.net.httpserver.maxReqTime", "10",
                        "sun.net.httpserver.maxRspTime", "30",
                        "sun.net.httpserver.idleInterval", "30",
                        "sun.net.httpserver.maxReqHeaders", "64",
                        "jdk.httpserver.maxConnections", "128")
                .forEach((name, value) -> {
                    if (System.getProperty(name) == null) {
                        System.setProperty(name, value);
                    }
                });
    }
}
