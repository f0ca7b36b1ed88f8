package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.control.Answer;
import io.barewire.daemon.control.ControlClient;
import io.barewire.daemon.control.Question;
import io.barewire.daemon.control.Request;
import io.barewire.daemon.demo.Topology.Family;
import io.barewire.daemon.demo.Topology.Node;
import io.barewire.mesh.manifests.FileFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The cluster: a bridge in a namespace of its own, so that this machine's network is not touched; nodes at the bridge;
/// a pod behind each node; an agent in each node.
///
/// ```
///   fabric:  br0 ── node1 ── node2 ── node3 …      172.18.0.0/24
///   node1:   eth0 (towards the bridge), pod (towards its pod, 10.244.1.1/24)
///   pod1:    eth0 10.244.1.2/24, default route by the node
/// ```
final class Lab {
    private static final String ANCHOR = "anchor";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Waiting.LIMIT;

    /// For the processes to heed SIGTERM, and once more to be gone after SIGKILL.
    private static final Duration GRACE = Duration.ofSeconds(20);

    /// What [#takeDown] may take: the processes' time and the namespaces'.
    static final Duration TAKE_DOWN = GRACE.multipliedBy(2).plus(LIMIT);

    private final String name;
    private final Topology topology;
    private final Path folder;
    private final String launcher;
    private final Commands commands;
    private final Namespace fabric;
    private final Function<Node, List<String>> agentOptions;
    private final Map<Node, ProcessIdentity> agents = new HashMap<>();
    private LabState state;

    /// @param name goes into the names of the namespaces
    /// @param folder takes manifests, logs, sockets and the state file
    /// @param launcher path of `./barewire`
    Lab(String name, Topology topology, Path folder, String launcher, boolean userNamespace, Commands commands) {
        this(name, topology, folder, launcher, userNamespace, commands, node -> manifestOptions(folder, node));
    }

    /// @param agentOptions where a node's agent has its objects from, and what else it is told
    Lab(
            String name,
            Topology topology,
            Path folder,
            String launcher,
            boolean userNamespace,
            Commands commands,
            Function<Node, List<String>> agentOptions) {
        this.name = name;
        this.topology = topology;
        this.folder = folder;
        this.launcher = launcher;
        this.commands = commands;
        this.fabric = namespace("fabric");
        this.agentOptions = agentOptions;
        this.state = LabState.empty(userNamespace);
    }

    static Path stateFile(Path folder) {
        return folder.resolve("state.json");
    }

    Topology topology() {
        return topology;
    }

    Commands commands() {
        return commands;
    }

    /// Where the bridge is.
    Namespace fabric() {
        return fabric;
    }

    Namespace node(Node node) {
        return namespace(node.name());
    }

    Namespace pod(Node node) {
        return namespace(node.pod());
    }

    Namespace pod(PodNetwork network, Node node) {
        return namespace(network.pod(node));
    }

    Path manifests(Node node) {
        return manifests(folder, node);
    }

    private static Path manifests(Path folder, Node node) {
        return folder.resolve("manifests-" + node.name());
    }

    /// Tells an agent to read the node's folder.
    static List<String> manifestOptions(Path folder, Node node) {
        return List.of("--manifests", manifests(folder, node).toString());
    }

    Path log(String what) {
        return folder.resolve(what + ".log");
    }

    /// What a watched program has said so far.
    String logged(String what) {
        try {
            return Files.readString(log(what));
        } catch (IOException e) {
            throw new StepFailure("cannot read " + log(what) + ": " + FileFault.of(log(what), e), e);
        }
    }

    Path socket(Node node) {
        return folder.resolve(node.name() + ".sock");
    }

    private Namespace namespace(String suffix) {
        return new Namespace("bw-" + name + "-" + suffix, commands);
    }

    /// One more namespace, with nothing in it.
    Namespace add(String suffix) throws InterruptedException {
        Namespace added = namespace(suffix);
        List<String> all = new ArrayList<>(state.namespaces());
        all.add(added.name());
        keep(state.withNamespaces(all));
        create(added);
        return added;
    }

    private static void create(Namespace namespace) throws InterruptedException {
        namespace.create();
        // Duplicate address detection would cost seconds, and nobody else is here.
        namespace.set("net/ipv6/conf/all/accept_dad=0", "net/ipv6/conf/default/accept_dad=0");
    }

    /// A link from a namespace to the bridge.
    ///
    /// @param port its name at the bridge; in the namespace it is `eth0`
    void plug(Namespace namespace, String port) throws InterruptedException {
        fabric.ip("link add " + port + " type veth peer name eth0 netns " + namespace.name());
        fabric.ip("link set " + port + " master br0 up");
    }

    /// The program that this is.
    String launcher() {
        return launcher;
    }

    /// Namespaces, links and addresses.
    void layOut(Screen screen) throws InterruptedException {
        begin();
        for (Node node : topology.nodes()) {
            screen.doing(node.name() + " and its pod");
            layOut(node);
        }
    }

    /// Empty namespaces, and the bridge.
    void begin() throws InterruptedException {
        List<Namespace> all = new ArrayList<>(List.of(fabric));
        topology.nodes().forEach(node -> all.addAll(List.of(node(node), pod(node))));
        keep(state.withNamespaces(all.stream().map(Namespace::name).toList()));
        if (state.userNamespace()) {
            // Whoever wants to look into a lab that is kept needs a process to enter it by.
            watch(ANCHOR, List.of("sleep", "infinity"));
        }
        fabric.create();
        fabric.ip("link add br0 type bridge stp_state 0 mcast_snooping 0");
        fabric.ip("link set br0 up");
        for (Node node : topology.nodes()) {
            for (Namespace namespace : List.of(node(node), pod(node))) {
                create(namespace);
            }
        }
    }

    private void layOut(Node node) throws InterruptedException {
        Namespace host = node(node);
        host.set("net/ipv4/ip_forward=1", "net/ipv6/conf/all/forwarding=1");
        plug(host, node.name());
        if (topology.families().contains(Family.IPV6)) {
            // A link-local address that can be told in advance, and no other.
            host.set("net/ipv6/conf/eth0/addr_gen_mode=1");
            host.ip("addr add " + node.nextHop(Family.IPV6) + "/64 dev eth0");
        }
        host.ip("link set eth0 up");
        for (Family family : topology.families()) {
            host.ip("addr add " + node.address(family) + "/" + family.nodeNetworkLength() + " dev eth0");
        }
        wire(PodNetwork.DEFAULT, node, "pod");
    }

    /// Pods of another network: a namespace behind each node.
    void addPods(PodNetwork network) throws InterruptedException {
        for (Node node : topology.nodes()) {
            add(network.pod(node));
            wire(network, node, network.pod(node));
        }
    }

    private void wire(PodNetwork network, Node node, String port) throws InterruptedException {
        Namespace host = node(node);
        Namespace pod = pod(network, node);
        host.ip("link add " + port + " type veth peer name eth0 netns " + pod.name());
        host.ip("link set " + port + " up");
        pod.ip("link set eth0 up");
        for (Family family : topology.families()) {
            int length = family.hostSubnetLength();
            host.ip("addr add " + network.gateway(node, family) + "/" + length + " dev " + port);
            pod.ip("addr add " + network.podAddress(node, family) + "/" + length + " dev eth0");
            pod.ip(family.flag() + " route add default via " + network.gateway(node, family));
        }
    }

    /// Gives every node the cluster's objects.
    void writeManifests() {
        for (Node node : topology.nodes()) {
            Manifests.write(manifests(node), Manifests.NODES, Manifests.nodes(topology));
        }
        writeOvnKube(false);
    }

    /// The same with `ovnkube.conf` alone.
    ///
    /// @param outboundSnat pods are seen as their node outside
    void writeOvnKube(boolean outboundSnat) {
        for (Node node : topology.nodes()) {
            Manifests.write(manifests(node), Manifests.OVNKUBE, Manifests.ovnKube(topology, outboundSnat));
        }
    }

    /// The command that runs the node's agent.
    List<String> agentCommand(Node node) {
        List<String> command = new ArrayList<>(List.of(
                launcher,
                "agent",
                "--node",
                node.name(),
                "--socket",
                socket(node).toString()));
        command.addAll(agentOptions.apply(node));
        return node(node).inside(command);
    }

    void startAgent(Node node) {
        // One that was killed has left its socket, which must not be taken for the new one's.
        remove(socket(node));
        agents.put(node, watch("agent-" + node.name(), agentCommand(node)));
    }

    ProcessIdentity agent(Node node) {
        ProcessIdentity agent = agents.get(node);
        if (agent == null) {
            throw new IllegalStateException(node.name() + " has no agent yet");
        }
        return agent;
    }

    /// Starts a program that goes on beside the story; what it says is in [#log].
    ProcessIdentity watch(String what, List<String> command) {
        ProcessIdentity process = ProcessIdentity.of(commands.start(log(what), command), what);
        keep(state.withProcess(process));
        return process;
    }

    /// `barewire show WORDS` of the node's agent.
    String show(Node node, String... words) throws InterruptedException {
        return commands.require(LIMIT, showCommand(node, words));
    }

    List<String> showCommand(Node node, String... words) {
        List<String> command = new ArrayList<>(List.of(launcher, "show"));
        command.addAll(List.of(words));
        command.addAll(List.of("--socket", socket(node).toString()));
        return command;
    }

    /// Whether the node's agent can be asked already.
    boolean answers(Node node) {
        if (!Files.exists(socket(node))) {
            return false;
        }
        try {
            return ControlClient.ask(socket(node), Request.of(new Question.Summary()), LIMIT, JSON)
                    instanceof Answer.Told;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// What `show` would say, as JSON, without another process: for waiting.
    JsonNode ask(Node node, Question question) {
        try {
            return switch (ControlClient.ask(socket(node), Request.of(question), LIMIT, JSON)) {
                case Answer.Told(ObjectNode document) -> document;
                case Answer.Refused(String error, String _) ->
                    throw new StepFailure("the agent of " + node.name() + " refuses to answer: " + error);
            };
        } catch (IOException silent) {
            throw new StepFailure("the agent of " + node.name() + " does not answer: " + silent.getMessage(), silent);
        }
    }

    /// The process by which a lab in a user namespace can be entered.
    Optional<ProcessIdentity> anchor() {
        return process(ANCHOR);
    }

    /// A program that goes on beside the story.
    Optional<ProcessIdentity> process(String what) {
        return state.processes().stream()
                .filter(process -> process.what().equals(what))
                .findFirst();
    }

    /// BGP's routes in the node's kernel.
    BgpRoutes kernelRoutes(Node node) throws InterruptedException {
        return BgpRoutes.ofKernel(
                node(node).ipJson("-4 route show proto bgp"), node(node).ipJson("-6 route show proto bgp"));
    }

    /// What the node's kernel should have when the nodes that pass the test are in the mesh.
    BgpRoutes wantedRoutes(Node node, Predicate<Node> inMesh) {
        return wantedRoutes(PodNetwork.DEFAULT, node, inMesh);
    }

    /// The same for another network's pods.
    BgpRoutes wantedRoutes(PodNetwork network, Node node, Predicate<Node> inMesh) {
        Map<String, String> gateways = new TreeMap<>();
        for (Node other : topology.others(node)) {
            if (inMesh.test(other)) {
                topology.families()
                        .forEach(family -> gateways.put(network.hostSubnet(other, family), other.nextHop(family)));
            }
        }
        return new BgpRoutes(gateways);
    }

    /// Ends every process and removes every namespace of this lab.
    void takeDown(Screen screen) throws InterruptedException {
        takeDown(state, true, commands, screen);
        remove(stateFile(folder));
    }

    /// Takes away what another lab has left behind. Namespaces inside a user namespace cannot be reached from here,
    /// and go with their last process.
    static void takeDown(LabState left, Commands commands, Screen screen) throws InterruptedException {
        takeDown(left, !left.userNamespace(), commands, screen);
    }

    private static void takeDown(LabState left, boolean withNamespaces, Commands commands, Screen screen)
            throws InterruptedException {
        screen.doing("ending " + left.processes().size() + " processes");
        left.processes().forEach(ProcessIdentity::terminate);
        awaitEnd(left);
        // A big one takes a moment even to die.
        left.processes().forEach(ProcessIdentity::kill);
        awaitEnd(left);
        if (!withNamespaces) {
            return;
        }
        screen.doing("removing namespaces");
        Set<String> present = namespacesPresent(commands);
        for (String namespace : left.namespaces()) {
            if (present.contains(namespace)) {
                new Namespace(namespace, commands).delete();
            }
        }
    }

    private static void awaitEnd(LabState left) throws InterruptedException {
        long end = System.nanoTime() + GRACE.toNanos();
        while (left.processes().stream().anyMatch(ProcessIdentity::alive) && System.nanoTime() < end) {
            Thread.sleep(20);
        }
    }

    private static Set<String> namespacesPresent(Commands commands) throws InterruptedException {
        return commands.require(LIMIT, List.of("ip", "netns", "list"))
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .collect(Collectors.toSet());
    }

    /// What is still there, in words; empty after a good [#takeDown].
    List<String> remains() throws InterruptedException {
        List<String> remains = new ArrayList<>();
        state.processes().stream()
                .filter(ProcessIdentity::alive)
                .forEach(process -> remains.add(process.what() + " (pid " + process.pid() + ")"));
        Set<String> present = namespacesPresent(commands);
        state.namespaces().stream().filter(present::contains).forEach(remains::add);
        return remains;
    }

    private void keep(LabState next) {
        state = next;
        state.write(stateFile(folder));
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StepFailure("cannot remove " + file + ": " + FileFault.of(file, e), e);
        }
    }
}
