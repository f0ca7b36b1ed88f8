package io.barewire.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.wire.AddressFamily;
import io.barewire.wire.IpAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ChecksTest {
    private static final MachineFacts PLENTY = facts(100_000, 4096, 100_000, 60_000);
    private static final Options REMOTE = Options.ofSessions(2000)
            .target(new InetSocketAddress("192.0.2.1", 179))
            .sources("198.51.0.0/16");

    private static MachineFacts facts(long files, long backlog, long neighbors, long ports, IpAddress... missing) {
        return new MachineFacts(
                OptionalLong.of(files),
                OptionalLong.of(backlog),
                OptionalLong.of(neighbors),
                OptionalLong.of(ports),
                List.of(missing));
    }

    private static Finding only(Options options, MachineFacts machine) {
        List<Finding> findings = Checks.of(options.build(), machine);
        assertEquals(1, findings.size(), findings.toString());
        return findings.getFirst();
    }

    private static void assertSays(Finding finding, boolean inTheWay, String... words) {
        assertEquals(inTheWay, finding.inTheWay(), finding.toString());
        for (String word : words) {
            assertTrue(finding.toString().contains(word), finding.toString());
        }
    }

    @Test
    void nothingIsFoundWhereThereIsPlenty() {
        assertEquals(List.of(), Checks.of(REMOTE.build(), PLENTY));
    }

    @Test
    void whatTheKernelDoesNotSayIsNotChecked() {
        OptionalLong unknown = OptionalLong.empty();
        assertEquals(
                List.of(), Checks.of(REMOTE.build(), new MachineFacts(unknown, unknown, unknown, unknown, List.of())));
    }

    @Test
    void tooFewOpenFilesAreInTheWay() {
        assertSays(only(REMOTE, facts(1024, 4096, 100_000, 60_000)), true, "2,200 open files", "ulimit -n 2200");
    }

    @Test
    void aShortBacklogIsAWarningWhereAllComeAtOnce() {
        MachineFacts machine = facts(100_000, 128, 100_000, 60_000);
        assertSays(only(REMOTE, machine), false, "net.core.somaxconn=2000", "slower --ramp");
        assertEquals(List.of(), Checks.of(REMOTE.ramp(100).build(), machine));
    }

    @Test
    void aSmallNeighborTableIsAWarning() {
        assertSays(
                only(REMOTE, facts(100_000, 4096, 1024, 60_000)),
                false,
                "2,000 neighbors",
                "net.ipv4.neigh.default.gc_thresh3=4000");
    }

    @Test
    void missingAddressesAreInTheWay() {
        assertSays(
                only(REMOTE, facts(100_000, 4096, 100_000, 60_000, IpAddress.parse("198.51.0.1"))),
                true,
                "the first is 198.51.0.1",
                "ip route add local 198.51.0.0/16 dev lo");
    }

    @Test
    void oneAddressNeedsAPortForEachSessionAndIsUnusual() {
        List<Finding> findings =
                Checks.of(REMOTE.sources("198.51.100.1/32").build(), facts(100_000, 4096, 100_000, 1000));
        assertEquals(2, findings.size());
        assertSays(findings.get(0), true, "as many ports", "ip_local_port_range");
        assertSays(findings.get(1), false, "one session with an address", "--source-addresses");
    }

    @Test
    void whatComesBackGrowsWithTheSquareAndIsAWarning() {
        assertSays(only(Options.ofSessions(10_000).ramp(1000), PLENTY), false, "99,990,000", "--local-as 65000");
        assertEquals(
                List.of(),
                Checks.of(Options.ofSessions(10_000).ramp(1000).localAs("65000").build(), PLENTY));
    }

    /// A file below `/proc/sys` that is read in two parts ends after the first: the range of ports then has no end.
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatTheKernelSaysIsReadWhole() {
        assertTrue(MachineFacts.read(AddressFamily.IPV4, List.of()).ports().isPresent());
    }

    @Test
    void limitsAreReadFromProc() {
        assertEquals(
                OptionalLong.of(524288),
                MachineFacts.openFiles("Limit  Soft Limit  Hard Limit  Units\nMax open files  1024  524288  files\n"));
        assertEquals(OptionalLong.empty(), MachineFacts.openFiles(""));
        assertEquals(OptionalLong.of(28232), MachineFacts.ports("32768\t60999\n"));
        assertEquals(OptionalLong.empty(), MachineFacts.ports(""));
    }
}
