package io.barewire.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// A daemon as Debian packages it, in a container without any network but the bench's cable. The container runs
/// `sleep`, and the daemon beside it once the cable is there.
///
/// @param tag of the images `barewire-interop/NAME:TAG`
/// @param run a label's value, by which the caller finds containers that a killed bench has left behind
/// @param text its configuration, which is in `/bench.conf` when the command starts
/// @param command for the shell
/// @param beside for the shell: what a node runs beside it
/// @param kernelCommand for the shell when routes go to the kernel; empty when the daemon cannot do that
record ContainerDaemon(
        String name,
        String tag,
        String run,
        Function<DaemonConfig, String> text,
        String command,
        String beside,
        Optional<String> kernelCommand)
        implements Daemon {
    static List<ContainerDaemon> all(String tag, String run) {
        List<ContainerDaemon> all = new ArrayList<>();
        String bgpd = "/usr/lib/frr/bgpd -f /bench.conf -u frr -g frr --log stdout --log-level warnings";
        all.add(new ContainerDaemon(
                "frr",
                tag,
                run,
                DaemonText::frr,
                "exec " + bgpd + " -Z",
                "for one in mgmtd staticd bfdd; do /usr/lib/frr/$one -d; done; ",
                Optional.of("/usr/lib/frr/zebra -d && exec " + bgpd)));
        for (String bird : List.of("bird2", "bird3")) {
            String command = "mkdir -p /run/bird && exec bird -f -c /bench.conf";
            all.add(new ContainerDaemon(bird, tag, run, DaemonText::bird, command, "", Optional.of(command)));
        }
        all.add(new ContainerDaemon(
                "gobgp",
                tag,
                run,
                DaemonText::goBgp,
                "exec gobgpd -t toml -l warn -f /bench.conf --pprof-disable --api-hosts 127.0.0.1:50051",
                "",
                Optional.empty()));
        all.add(new ContainerDaemon(
                "openbgpd",
                tag,
                run,
                DaemonText::openBgpd,
                "mkdir -p /run/openbgpd && chmod 600 /bench.conf && exec bgpd -d -f /bench.conf",
                "",
                Optional.empty()));
        return all;
    }

    @Override
    public boolean hasKernelRoutes() {
        return kernelCommand.isPresent();
    }

    /// BIRD does at a hangup. FRR's own way, frr-reload.py, is not in its package.
    @Override
    public boolean reloads() {
        return name.startsWith("bird");
    }

    private String command(DaemonConfig.Role role) {
        return switch (role) {
            case TRANSIT -> command;
            case KERNEL -> kernelCommand.orElseThrow();
            case NODE -> beside + kernelCommand.orElseThrow();
        };
    }

    @Override
    public Home open(Leftovers leftovers) {
        String id = Commands.run(
                        "docker",
                        "run",
                        "--detach",
                        "--rm",
                        "--network=none",
                        "--cap-add=NET_ADMIN",
                        "--cap-add=NET_RAW",
                        "--cap-add=SYS_ADMIN", // FRR insists
                        "--sysctl=net.ipv4.ip_forward=1",
                        "--label=io.barewire.run=" + run,
                        "barewire-interop/" + name + ":" + tag,
                        "sleep",
                        "infinity")
                .strip();
        return leftovers.add(new Container(id, leftovers));
    }

    private final class Container implements Home {
        private final String id;
        private final Leftovers leftovers;
        private final long holder;

        Container(String id, Leftovers leftovers) {
            this.id = id;
            this.leftovers = leftovers;
            holder = Long.parseLong(Commands.run("docker", "inspect", "--format={{.State.Pid}}", id)
                    .strip());
        }

        @Override
        public long holder() {
            return holder;
        }

        @Override
        public boolean isPlaceholder() {
            return true;
        }

        private void write(DaemonConfig config) {
            Commands.runWith(text.apply(config), "docker", "exec", "-i", id, "sh", "-c", "cat >/bench.conf");
        }

        @Override
        public Runnable prepare(DaemonConfig config, Set<Long> processes) {
            write(config);
            return () -> processes.forEach(pid -> Commands.run("kill", "-HUP", Long.toString(pid)));
        }

        @Override
        public long start(DaemonConfig config) {
            write(config);
            Commands.run("docker", "exec", id, "mkfifo", "/go");
            Commands.run(
                    "docker",
                    "exec",
                    "-d",
                    id,
                    "sh",
                    "-c",
                    "ulimit -n $(ulimit -Hn); exec >/bench.log 2>&1; read -r line </go; " + command(config.role()));
            try {
                Path go = Path.of("/proc/" + holder + "/root/go");
                long now = System.nanoTime();
                Files.writeString(go, "go\n", StandardOpenOption.WRITE);
                return now;
            } catch (IOException failure) {
                throw new BenchFailure(name + " does not start", failure);
            }
        }

        @Override
        public String lastWords() {
            return Commands.run("docker", "exec", id, "tail", "-n", "5", "/bench.log")
                    .strip();
        }

        @Override
        public void close() {
            leftovers.remove(this);
            Commands.run("docker", "rm", "--force", id);
        }
    }
}
