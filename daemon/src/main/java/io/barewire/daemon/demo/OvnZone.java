package io.barewire.daemon.demo;

import io.barewire.daemon.demo.Topology.Node;
import io.barewire.mesh.manifests.FileFault;
import io.barewire.ovn.snat.GatewayMode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// OVN on one node, as OVN-Kubernetes runs it where every node is a zone of its own: Open vSwitch and its database,
/// Northbound and Southbound databases, ovn-northd and ovn-controller. Each is a process of the lab.
///
/// Packets are forwarded by the userspace datapath (`netdev`), which needs no module of this machine's kernel.
final class OvnZone {
    private static final Duration LIMIT = Waiting.LIMIT;
    private static final List<String> LOG_TO_THE_LAB =
            List.of("-vconsole:info", "-vsyslog:off", "-vfile:off", "-vPATTERN:console:%D{%H:%M:%S.###}|%c|%p|%m");

    private final Lab lab;
    private final OvnNode node;
    private final Path folder;
    private final List<ProcessIdentity> processes = new ArrayList<>();

    /// @param folder of the lab; the zone's files go into one below it
    OvnZone(Lab lab, Path folder, Node node) {
        this.lab = lab;
        this.node = new OvnNode(node);
        this.folder = folderOf(folder, node);
    }

    private static Path folderOf(Path folder, Node node) {
        return folder.resolve("ovn-" + node.name());
    }

    /// The socket of the node's Northbound database.
    static Path northbound(Path folder, Node node) {
        return folderOf(folder, node).resolve("nb.sock");
    }

    /// Starts everything, and makes the two bridges with the wire in one of them.
    void start(Screen screen) throws InterruptedException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new StepFailure("cannot make " + folder + ": " + FileFault.of(folder, e), e);
        }
        String ofOvn = shared("OVN_PKGDATADIR", "/usr/share/ovn");
        database("conf", shared("OVS_PKGDATADIR", "/usr/share/openvswitch") + "/vswitch.ovsschema");
        database("nb", ofOvn + "/ovn-nb.ovsschema");
        database("sb", ofOvn + "/ovn-sb.ovsschema");
        for (String name : List.of("conf", "nb", "sb")) {
            Waiting.until(
                    LIMIT,
                    screen,
                    () -> accepts(socket(name))
                            ? Optional.empty()
                            : Optional.of("ovsdb-server with " + name + ".db does not listen on " + node.name()));
        }
        vsctl(("--no-wait init -- set Open_vSwitch . external_ids:system-id=%1$s external_ids:hostname=%1$s"
                        + " external_ids:ovn-remote=unix:%2$s external_ids:ovn-monitor-all=true"
                        // Wanted by ovn-controller even where it has nobody to build a tunnel to.
                        + " external_ids:ovn-encap-type=geneve external_ids:ovn-encap-ip=%3$s"
                        + " external_ids:ovn-bridge-datapath-type=netdev external_ids:ovn-bridge-mappings=physnet:%4$s"
                        + " other_config:n-handler-threads=1 other_config:n-revalidator-threads=1")
                .formatted(node.name(), socket("sb"), node.address(), OvnNode.EXTERNAL_BRIDGE));
        // It must not look for the kernel's datapath, which would be all namespaces' at once.
        watch("ovs-vswitchd", "--disable-system", "--unixctl=" + switchControl(), "unix:" + socket("conf"));
        vsctl(("add-br br-int -- set Bridge br-int datapath_type=netdev fail_mode=secure"
                        + " other_config:disable-in-band=true"
                        + " -- add-br %1$s -- set Bridge %1$s datapath_type=netdev fail_mode=standalone"
                        + " other_config:hwaddr=\"%2$s\" -- add-port %1$s eth0")
                .formatted(OvnNode.EXTERNAL_BRIDGE, node.mac()));
        watch("ovn-northd", "--ovnnb-db=unix:" + socket("nb"), "--ovnsb-db=unix:" + socket("sb"));
        // Debian 12's ovn-controller dies now and then of a Southbound database that has nothing in it yet.
        nbctl("--wait=sb", "sync");
        watch("ovn-controller", "unix:" + socket("conf"));
    }

    /// Where the programs themselves look for what comes with them.
    private static String shared(String variable, String otherwise) {
        return System.getenv().getOrDefault(variable, otherwise);
    }

    private void database(String name, String schema) throws InterruptedException {
        Path file = folder.resolve(name + ".db");
        lab.commands().require(LIMIT, List.of("ovsdb-tool", "create", file.toString(), schema));
        // A Unix socket is the same from every namespace.
        watchAs("ovsdb-" + name, "ovsdb-server", file.toString(), "--remote=punix:" + socket(name));
    }

    private void watch(String program, String... options) {
        watchAs(program, program, options);
    }

    private void watchAs(String what, String program, String... options) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(LOG_TO_THE_LAB);
        command.addAll(List.of(options));
        processes.add(lab.watch(what + "-" + node.name(), inside(command)));
    }

    private Path socket(String database) {
        return folder.resolve(database + ".sock");
    }

    private Path switchControl() {
        return folder.resolve("ovs-vswitchd.ctl");
    }

    private List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("env", "OVS_RUNDIR=" + folder, "OVN_RUNDIR=" + folder));
        whole.addAll(command);
        return lab.node(node.node()).inside(whole);
    }

    private static boolean accepts(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Waits until ovn-controller has connected the external bridge, and gives that OVN-Kubernetes' flows.
    ///
    /// @param networks the node's, the default one first
    void shareExternalBridge(GatewayMode mode, List<OvnNetwork> networks, Screen screen) throws InterruptedException {
        Map<OvnNetwork, String> patches = new LinkedHashMap<>();
        for (OvnNetwork network : networks) {
            patches.put(network, awaitPort(network.patchPort(), screen));
        }
        String wire = awaitPort("eth0", screen);
        // Else it would wander between the two ports that send from it.
        run(
                "ovs-appctl",
                "-t",
                switchControl().toString(),
                "fdb/add",
                OvnNode.EXTERNAL_BRIDGE,
                OvnNode.EXTERNAL_BRIDGE,
                "0",
                node.mac());
        Path flows = folder.resolve("breth0.flows");
        try {
            Files.writeString(flows, BridgeFlows.of(node, mode, lab.topology(), wire, patches));
        } catch (IOException e) {
            throw new StepFailure("cannot write " + flows + ": " + FileFault.of(flows, e), e);
        }
        run("ovs-ofctl", "--bundle", "replace-flows", OvnNode.EXTERNAL_BRIDGE, flows.toString());
    }

    /// The OpenFlow number of a port: names as long as the patch port's are cut short there.
    private String awaitPort(String port, Screen screen) throws InterruptedException {
        AtomicReference<String> number = new AtomicReference<>("");
        Waiting.until(LIMIT, screen, () -> {
            for (ProcessIdentity process : processes) {
                if (!process.alive()) {
                    throw new StepFailure(process.what() + " has ended; see " + lab.log(process.what()));
                }
            }
            number.set(vsctl("--if-exists get Interface " + port + " ofport").strip());
            return number.get().matches("[1-9][0-9]*")
                    ? Optional.empty()
                    : Optional.of("Open vSwitch of " + node.name() + " has no port " + port);
        });
        return number.get();
    }

    /// `ovs-vsctl`: returns when Open vSwitch has done it.
    String vsctl(String words) throws InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("ovs-vsctl", "--db=unix:" + socket("conf"), "--timeout=" + LIMIT.toSeconds()));
        command.addAll(List.of(words.split(" ", -1)));
        return run(command.toArray(String[]::new));
    }

    /// `ovn-nbctl`.
    String nbctl(String... words) throws InterruptedException {
        return run(nbctlCommand(words).toArray(String[]::new));
    }

    /// The command that asks the node's Northbound database, from anywhere on the machine.
    List<String> nbctlCommand(String... words) {
        List<String> command =
                new ArrayList<>(List.of("ovn-nbctl", "--db=unix:" + socket("nb"), "--timeout=" + LIMIT.toSeconds()));
        command.addAll(List.of(words));
        return command;
    }

    /// Of OVN and of Open vSwitch, as they say it themselves.
    String versions() throws InterruptedException {
        return first(run("ovn-controller", "--version")) + "\n" + first(run("ovs-vswitchd", "--version"));
    }

    private static String first(String lines) {
        return lines.lines().findFirst().orElse("");
    }

    /// What BGP has put into the default network's gateway router.
    BgpRoutes gatewayRoutes() throws InterruptedException {
        return gatewayRoutes(PodNetwork.DEFAULT);
    }

    BgpRoutes gatewayRoutes(PodNetwork of) throws InterruptedException {
        OvnNetwork network = node.network(of);
        return BgpRoutes.ofGatewayRouter(nbctl("lr-route-list", network.gatewayRouter()), network.externalPort());
    }

    private String run(String... command) throws InterruptedException {
        return lab.commands().require(LIMIT.plusSeconds(1), inside(List.of(command)));
    }
}
