package io.barewire.lab;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the kernel says that matters to many sessions; what it does not say is empty, and is not checked then.
///
/// @param openFiles how many a process may have
/// @param listenBacklog `net.core.somaxconn`
/// @param neighbors `gc_thresh3`: how many the neighbor table holds
/// @param ports how many local ports there are to connect from
/// @param missing sources that are no address of this machine
record MachineFacts(
        OptionalLong openFiles,
        OptionalLong listenBacklog,
        OptionalLong neighbors,
        OptionalLong ports,
        List<IpAddress> missing) {
    private static final Path NET = Path.of("/proc/sys/net");
    private static final int MOST_OCTETS = 8192;
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+\\S+\\s+(\\d+)");

    /// @param sources that sessions are to come from
    static MachineFacts read(AddressFamily family, List<IpAddress> sources) {
        String version = switch (family) {
            case IPV4 -> "ipv4";
            case IPV6 -> "ipv6";
        };
        return new MachineFacts(
                openFiles(text(Path.of("/proc/self/limits"))),
                number(text(NET.resolve("core/somaxconn"))),
                number(text(NET.resolve(version + "/neigh/default/gc_thresh3"))),
                ports(text(NET.resolve("ipv4/ip_local_port_range"))),
                missing(sources));
    }

    /// The hard limit, because the JVM raises its own to that.
    static OptionalLong openFiles(String limits) {
        Matcher line = OPEN_FILES.matcher(limits);
        return line.find() ? OptionalLong.of(Long.parseLong(line.group(1))) : OptionalLong.empty();
    }

    static OptionalLong ports(String range) {
        String[] ends = range.strip().split("\\s+", -1);
        return ends.length == 2
                ? OptionalLong.of(Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1)
                : OptionalLong.empty();
    }

    private static OptionalLong number(String text) {
        return text.isBlank() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.strip()));
    }

    /// At one read: a file below `/proc/sys` has its end behind the first one, however much that took.
    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_OCTETS), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return ""; // another system, or a container that hides it
        }
    }

    /// A socket that is bound shows it, because a route may make addresses local that no interface has.
    private static List<IpAddress> missing(List<IpAddress> sources) {
        List<IpAddress> missing = new ArrayList<>();
        for (IpAddress source : sources) {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(source.toInetAddress(), 0));
            } catch (IOException _) {
                missing.add(source);
            }
        }
        return missing;
    }
}
