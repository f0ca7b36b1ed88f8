package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.ovn.snat.GatewayMode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Two nodes of the demo with an OVN each, in shared gateway mode, and no agent: for measurements. What the
/// first node's pod sends to the second's arrives while the first's gateway router has a route there.
public final class OvnBed implements AutoCloseable {
    private static final List<String> PROGRAMS =
            List.of("ovsdb-server", "ovs-vswitchd", "ovn-northd", "ovn-controller", "ovn-nbctl", "nft", "ethtool");

    private final Path folder;
    private final Lab lab;
    private final Screen screen = new Screen(System.out, false);
    private final Node first;
    private final Node second;

    private OvnBed(String name, Path folder) {
        Topology topology = Topology.of(2, List.of(Family.IPV4));
        this.folder = folder;
        this.lab = new Lab(name, topology, folder, "unused", false, new Commands(Map.of()));
        this.first = topology.nodes().getFirst();
        this.second = topology.nodes().getLast();
    }

    /// Why there can be none here; empty when there can.
    public static Optional<String> obstacle() {
        if (!System.getProperty("user.name").equals("root")) {
            return Optional.of("it needs root");
        }
        List<String> folders = List.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(File.pathSeparator, -1));
        return PROGRAMS.stream()
                .filter(program -> folders.stream().noneMatch(at -> Files.isExecutable(Path.of(at, program))))
                .findFirst()
                .map(program -> "there is no " + program
                        + " here; Debian has it in openvswitch-switch, ovn-central, ovn-host, nftables and ethtool");
    }

    /// Returns when OVN forwards.
    ///
    /// @param name goes into the names of the namespaces
    /// @throws IllegalStateException when it cannot be laid out; then only the logs are left, and it says
    ///     where
    public static OvnBed layOut(String name) throws IOException, InterruptedException {
        OvnBed bed = new OvnBed(name, Files.createTempDirectory("barewire-" + name));
        boolean up = false;
        try {
            new OvnLab(bed.lab, GatewayMode.SHARED, bed.folder).layOut(bed.screen);
            up = true;
            return bed;
        } catch (StepFailure failure) {
            throw new IllegalStateException(failure.seen() + "; logs are in " + bed.folder, failure);
        } finally {
            if (!up) {
                bed.takeDown();
            }
        }
    }

    /// The first node's name.
    public String node() {
        return first.name();
    }

    /// The socket of the first node's northbound database.
    public Path northbound() {
        return OvnZone.northbound(folder, first);
    }

    /// The second node, as the first one's next hop.
    public String nextHop() {
        return second.nextHop(Family.IPV4);
    }

    /// The second node's pods.
    public String hostSubnet() {
        return second.hostSubnet(Family.IPV4);
    }

    public String receiver() {
        return second.podAddress(Family.IPV4);
    }

    /// The command that runs another one in the first node's pod.
    public List<String> inSender(List<String> command) {
        return lab.pod(first).inside(command);
    }

    /// The command that runs another one in the second node's pod.
    public List<String> inReceiver(List<String> command) {
        return lab.pod(second).inside(command);
    }

    private void takeDown() throws InterruptedException {
        lab.takeDown(screen);
        screen.close();
    }

    /// @throws IllegalStateException when it was interrupted; then something may be left
    @Override
    public void close() throws IOException {
        try {
            takeDown();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the lab was taken down", interrupt);
        }
        DemoCommand.clear(folder);
    }
}
