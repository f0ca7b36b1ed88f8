package io.barewire.ovn.ovsdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where a server listens, written as Open vSwitch does (ovsdb(7), active connection methods). A host is an address, or
/// a name that is looked up for each connection.
public sealed interface Endpoint {
    /// `unix:/run/ovn/ovnnb_db.sock`
    record Unix(Path path) implements Endpoint {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /// `tcp:192.0.2.1:6641`, `tcp:[2001:db8::1]:6641`
    record Tcp(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return "tcp:" + hostAndPort(host, port);
        }
    }

    /// `ssl:192.0.2.1:6641`
    record Ssl(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return "ssl:" + hostAndPort(host, port);
        }
    }

    /// The port of OVSDB (RFC 7047 §6), when none is given.
    int DEFAULT_PORT = 6640;

    /// @throws IllegalArgumentException when `text` is none of these
    static Endpoint parse(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "unix" -> new Unix(Path.of(checkedPath(text, rest)));
            case "tcp" -> new Tcp(host(text, rest), port(text, rest));
            case "ssl" -> new Ssl(host(text, rest), port(text, rest));
            default -> throw malformed(text);
        };
    }

    /// Several, between commas.
    static List<Endpoint> parseList(String text) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            endpoints.add(parse(each.strip()));
        }
        return endpoints;
    }

    private static String checkedPath(String text, String path) {
        if (path.isEmpty() || path.indexOf(0) >= 0) {
            throw malformed(text);
        }
        return path;
    }

    private static String host(String text, String rest) {
        if (rest.startsWith("[")) {
            int end = rest.indexOf(']');
            if (end > 1 && (end == rest.length() - 1 || rest.charAt(end + 1) == ':')) {
                return rest.substring(1, end);
            }
            throw malformed(text);
        }
        int colon = rest.indexOf(':');
        if (colon == 0 || rest.isEmpty() || colon != rest.lastIndexOf(':')) {
            throw malformed(text);
        }
        return colon < 0 ? rest : rest.substring(0, colon);
    }

    private static int port(String text, String rest) {
        int colon = rest.indexOf(':', rest.indexOf(']') + 1);
        if (colon < 0) {
            return DEFAULT_PORT;
        }
        try {
            int port = Integer.parseInt(rest.substring(colon + 1));
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw malformed(text);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no OVSDB endpoint; unix:/PATH, tcp:HOST:PORT or ssl:HOST:PORT is needed");
    }

    private static String hostAndPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
