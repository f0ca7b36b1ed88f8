package io.barewire.lab;

import io.barewire.wire.IpAddress;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// What stands in the way of a run, or may spoil it. Pure: the machine is a value.
final class Checks {
    /// Jars, logs, event loops, and the connection to our own target.
    private static final int OTHER_FILES = 200;

    private static final long MANY_UPDATES = 50_000_000;

    private Checks() {}

    static List<Finding> of(ScaleOptions options, MachineFacts machine) {
        List<Finding> findings = new ArrayList<>();
        int sessions = options.sessions();
        long files = (long) sessions + OTHER_FILES;
        if (isBelow(machine.openFiles(), files)) {
            findings.add(Finding.obstacle(
                    "%,d sessions take %,d open files, and a process may have %,d"
                            .formatted(sessions, files, machine.openFiles().getAsLong()),
                    "Raise the limit: ulimit -n " + files + ", or LimitNOFILE= of the unit."));
        }
        checkSources(options, machine, findings);
        int burst = options.rampPerSecond() == 0 ? sessions : Math.min(sessions, options.rampPerSecond());
        if (isBelow(machine.listenBacklog(), burst)) {
            findings.add(Finding.warning(
                    "%,d sessions begin within a second, and a listener here has a backlog of at most %,d; what does not fit waits for TCP's retransmission"
                            .formatted(burst, machine.listenBacklog().getAsLong()),
                    "Where the target runs: sysctl -w net.core.somaxconn=" + burst + ", or a slower --ramp."));
        }
        long updates = (long) sessions * (sessions - 1) * options.routes();
        if (!options.isInternal() && updates > MANY_UPDATES) {
            findings.add(Finding.warning(
                    "a target that passes routes on sends %,d of them".formatted(updates),
                    "Fewer --routes, or --local-as " + options.peerAs() + " (internal sessions are told nothing)."));
        }
        return findings;
    }

    private static void checkSources(ScaleOptions options, MachineFacts machine, List<Finding> findings) {
        int sessions = options.sessions();
        boolean oneAddress = options.addresses()
                .sources()
                .map(prefix -> prefix.length() == prefix.family().bits())
                .orElse(true);
        if (oneAddress && isBelow(machine.ports(), sessions)) {
            findings.add(Finding.obstacle(
                    "%,d sessions from one address need as many ports, and there are %,d"
                            .formatted(sessions, machine.ports().getAsLong()),
                    "Widen the range: sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\", or give"
                            + " --source-addresses."));
        }
        if (oneAddress && sessions > 1) {
            findings.add(Finding.warning(
                    "all sessions come from one address, and most speakers keep one session with an address",
                    "Give each its own: --source-addresses CIDR."));
        }
        if (!machine.missing().isEmpty()) {
            IpAddress first = machine.missing().getFirst();
            Prefix range = options.addresses().sources().orElseThrow();
            findings.add(Finding.obstacle(
                    "%,d of %,d source addresses are not this machine's, the first is %s"
                            .formatted(machine.missing().size(), oneAddress ? 1 : sessions, first),
                    "Make them local: ip %sroute add local %s dev lo; the target's route to them must lead here."
                            .formatted(ipOption(first), range)));
        }
        boolean onLoopback =
                options.addresses().source(0).filter(IpAddress::isLoopback).isPresent();
        if (!oneAddress && !onLoopback && isBelow(machine.neighbors(), sessions + 1L)) {
            findings.add(Finding.warning(
                    "a target on the same link must know %,d neighbors, and the table of a machine set up like this one holds %,d"
                            .formatted(sessions, machine.neighbors().getAsLong()),
                    "On the target: sysctl -w net.%s.neigh.default.gc_thresh3=%d; a target behind a router needs nothing."
                            .formatted(options.family().name().toLowerCase(Locale.ROOT), 2L * sessions)));
        }
    }

    private static String ipOption(IpAddress address) {
        return switch (address.family()) {
            case IPV4 -> "";
            case IPV6 -> "-6 ";
        };
    }

    private static boolean isBelow(OptionalLong limit, long needed) {
        return limit.isPresent() && limit.getAsLong() < needed;
    }
}
