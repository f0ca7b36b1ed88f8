package io.barewire.bench.peers;

import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The link between the generator, in the calling thread's network namespace, and a daemon, with the addresses of both:
/// 10.64.0.0/16, of which the lower half is the generator's.
///
/// All neighbors are permanent, because the kernel's neighbor table has 1,024 entries by default. The generator's
/// addresses are not configured one by one: a local route lets it bind any of them.
final class Cable implements AutoCloseable {
    static final IpAddress DAEMON = IpAddress.parse("10.64.255.254");

    private static final IpAddress SINK = IpAddress.parse("10.64.127.1");
    private static final int FIRST = IpAddress.parse("10.64.0.1").ipv4Bits();
    private static final String OUR_MAC = "02:00:00:00:00:01";
    private static final String DAEMON_MAC = "02:00:00:00:00:02";

    private Cable() {}

    /// The address of tester `number`, from 0 on.
    static IpAddress tester(int number) {
        if (number < 0 || number >= 32_000) {
            throw new IllegalArgumentException("there is no tester " + number);
        }
        return IpAddress.ipv4(FIRST + number);
    }

    static IpAddress sink() {
        return SINK;
    }

    static Cable connect(long daemonProcess, List<Peer> peers) {
        Commands.run(words("ip link add bench0 address " + OUR_MAC + " type veth peer name bench0 address " + DAEMON_MAC
                + " netns " + daemonProcess));
        Commands.runWith("""
                address add 10.64.128.1/16 dev bench0
                link set bench0 up
                route replace local 10.64.0.0/17 dev lo
                neighbour replace %s lladdr %s dev bench0 nud permanent
                """.formatted(DAEMON, DAEMON_MAC), "ip", "-batch", "-");
        StringBuilder there = new StringBuilder("""
                address add %s/16 dev bench0
                link set lo up
                link set bench0 up
                """.formatted(DAEMON));
        for (Peer peer : peers) {
            there.append(
                    "neighbour replace %s lladdr %s dev bench0 nud permanent%n".formatted(peer.address(), OUR_MAC));
        }
        Commands.runWith(there.toString(), "nsenter", "--net=/proc/" + daemonProcess + "/ns/net", "ip", "-batch", "-");
        return new Cable();
    }

    /// Takes our end away, and so the other.
    @Override
    public void close() {
        if (exists()) {
            Commands.run(words("ip link delete bench0"));
        }
    }

    private static boolean exists() {
        try {
            return Files.readString(Path.of("/proc/thread-self/net/dev")).contains("bench0:");
        } catch (IOException _) {
            return false;
        }
    }

    private static String[] words(String command) {
        return command.split(" ", -1);
    }
}
