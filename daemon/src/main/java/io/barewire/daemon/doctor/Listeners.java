package io.barewire.daemon.doctor;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Who listens on the BGP port: the tables of `/proc/net`, and the processes that have the sockets open.
final class Listeners {
    private static final String BGP_PORT = ":00B3";
    private static final String LISTEN = "0A";
    private static final Prefix IPV4_MAPPED = Prefix.parse("::ffff:0:0/96");

    /// @param address as `0.0.0.0:179`
    record Socket(String address, String inode) {}

    private Listeners() {}

    /// @param lines of `/proc/net/tcp` or `/proc/net/tcp6`
    static List<Socket> of(List<String> lines) {
        List<Socket> sockets = new ArrayList<>();
        for (String line : lines) {
            List<String> fields = List.of(line.strip().split("\\s+", -1));
            if (fields.size() > 9
                    && fields.get(1).endsWith(BGP_PORT)
                    && fields.get(3).equals(LISTEN)) {
                sockets.add(new Socket(address(fields.get(1)), fields.get(9)));
            }
        }
        return sockets;
    }

    /// The kernel prints each 32 bits of the address as a number of this machine; ours are little-endian.
    private static String address(String field) {
        byte[] printed = HexFormat.of().parseHex(field.substring(0, field.indexOf(':')));
        byte[] octets = new byte[printed.length];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = printed[i ^ 3];
        }
        if (octets.length == AddressFamily.IPV4.octets()) {
            return IpAddress.ofOctets(octets, 0, AddressFamily.IPV4) + ":179";
        }
        return IPV4_MAPPED.contains(IpAddress.ofOctets(octets, 0, AddressFamily.IPV6))
                ? IpAddress.ofOctets(octets, octets.length - AddressFamily.IPV4.octets(), AddressFamily.IPV4) + ":179"
                : "[" + IpAddress.ofOctets(octets, 0, AddressFamily.IPV6) + "]:179";
    }

    /// Empty when none of the processes that we may look into has the socket.
    static Optional<String> process(String inode) {
        Path socket = Path.of("socket:[" + inode + "]");
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (hasOpen(process, socket)) {
                    return Optional.of(Files.readString(process.resolve("comm")).strip() + " (process "
                            + process.getFileName() + ")");
                }
            }
        } catch (IOException ended) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean hasOpen(Path process, Path socket) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (Files.readSymbolicLink(file).equals(socket)) {
                    return true;
                }
            }
        } catch (IOException endedOrNotOurs) {
            return false;
        }
        return false;
    }
}
