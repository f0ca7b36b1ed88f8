package io.barewire.bfd;

import io.barewire.libc.Errno;
import io.barewire.libc.Libc;
import io.barewire.libc.SocketAddress;
import io.barewire.wire.AddressFamily;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The BFD thread: waits until a packet, a deadline or a command comes, takes all packets there are, then does what
/// is due. In that order, because after a pause of ours (the collector's, the scheduler's) what the peers sent
/// meanwhile still lies in the sockets, and silence must not be judged before it is read.
///
/// The thread asks for `SCHED_FIFO`: it sleeps most of the time and works for microseconds, but must do so on time
/// whatever else the machine computes.
final class BfdLoop implements SessionSet.Output {
    /// What other threads ask for.
    interface Command {
        void on(BfdLoop loop);
    }

    private static final Logger LOG = LoggerFactory.getLogger(BfdLoop.class);
    private static final int FIFO_PRIORITY = 20;
    /// Threads and programs started from here are scheduled as usual.
    private static final int SCHED_RESET_ON_FORK = 0x40000000;

    private static final int POLLFD = 8;
    private static final int MOST_DESCRIPTORS = 512;
    /// So many batches at a time from one socket: a flood may not keep the loop from its own packets.
    private static final int MOST_BATCHES = 64;

    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    /// What a session has besides its state: everything that is the kernel's.
    private static final class Slot {
        final BfdPath path;
        final Ports ports;
        final Arena arena = Arena.ofConfined();
        BfdProfile profile;
        int interfaceIndex;
        int fd = -1;
        int sourcePort;
        MemorySegment address = MemorySegment.NULL;

        @Nullable
        EchoSender echo;

        Optional<String> problem = Optional.empty();
        long retryAt;
        long changedAt;

        Slot(BfdPath path, Ports ports, BfdProfile profile, int sourcePort, long now) {
            this.path = path;
            this.ports = ports;
            this.profile = profile;
            this.sourcePort = sourcePort;
            this.changedAt = now;
            this.retryAt = now;
        }
    }

    private final Libc libc;
    private final int eventFd;
    private final Queue<Command> commands;
    private final BfdListener listener;
    private final SplittableRandom random = new SplittableRandom();
    private final long secret = random.nextLong();
    private final SessionSet sessions;
    private final ReceiveBatch batch;
    private final Arrival arrival = new Arrival();
    private final MemorySegment descriptors;
    private final MemorySegment timeout;
    private final MemorySegment eventCount;
    private final String scheduling;
    private final Map<BfdPath, Integer> numbers = new HashMap<>();
    private final List<Ports> ports = new ArrayList<>();
    private @Nullable Slot[] slots = new Slot[16];
    private int ipv4EchoFd = -1;
    private Optional<String> ipv4EchoProblem = Optional.empty();
    private int descriptorCount;
    private long portsRetryAt = Session.NEVER;
    private boolean closing;

    /// To be made and run on its own thread.
    BfdLoop(Arena arena, int eventFd, Queue<Command> commands, BfdListener listener) {
        this.libc = new Libc(arena);
        this.eventFd = eventFd;
        this.commands = commands;
        this.listener = listener;
        this.sessions = new SessionSet(this, arena.allocate(ControlPacket.OCTETS, 8));
        this.batch = new ReceiveBatch(arena);
        this.descriptors = arena.allocate((long) MOST_DESCRIPTORS * POLLFD, 8);
        this.timeout = arena.allocate(16, 8);
        this.eventCount = arena.allocate(ValueLayout.JAVA_LONG);
        this.scheduling = becomeFifo(arena);
        watch();
    }

    private String becomeFifo(Arena arena) {
        MemorySegment param = arena.allocateFrom(ValueLayout.JAVA_INT, FIFO_PRIORITY);
        int result = libc.schedSetscheduler(0, Libc.SCHED_FIFO | SCHED_RESET_ON_FORK, param);
        return result >= 0
                ? "SCHED_FIFO, priority " + FIFO_PRIORITY
                : "not SCHED_FIFO: " + Errno.text(-result)
                        + "; without CAP_SYS_NICE a busy machine may fail sessions faster than 3 x 100 ms";
    }

    void run() {
        while (!closing) {
            await();
            for (Command command = commands.poll(); command != null; command = commands.poll()) {
                guarded(command);
            }
            long now = System.nanoTime();
            receive(now);
            sessions.advance(now);
            if (portsRetryAt <= now) {
                openPorts(now);
            }
        }
        sessions.closeAll(System.nanoTime());
        for (Slot slot : slots) {
            if (slot != null) {
                release(slot);
            }
        }
        ports.forEach(open -> open.close(libc));
        if (ipv4EchoFd >= 0) {
            libc.close(ipv4EchoFd);
        }
    }

    void close() {
        closing = true;
    }

    /// Makes the sessions those of `wanted`: missing ones begin, others change or end.
    void apply(Map<BfdPath, BfdProfile> wanted) {
        long now = System.nanoTime();
        for (BfdPath path : List.copyOf(numbers.keySet())) {
            if (!wanted.containsKey(path)) {
                sessions.remove(numberOf(path), now);
                numbers.remove(path);
            }
        }
        wanted.forEach((path, profile) -> {
            Integer number = numbers.get(path);
            if (number == null) {
                add(path, profile, now);
            } else {
                Slot slot = slot(number);
                if (!slot.profile.equals(profile)) {
                    slot.profile = profile;
                    sessions.configure(number, profile, now);
                }
            }
        });
        openPorts(now);
    }

    BfdStatus status() {
        long now = System.nanoTime();
        List<BfdSessionStatus> all = new ArrayList<>();
        numbers.forEach((path, number) -> all.add(status(path, number, now)));
        Map<Verdict, Long> dropped = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            if (sessions.dropped(verdict) > 0) {
                dropped.put(verdict, sessions.dropped(verdict));
            }
        }
        return new BfdStatus(scheduling, all, dropped);
    }

    // Configuration

    private void add(BfdPath path, BfdProfile profile, long now) {
        Ports open = portsOf(path.vrf());
        int index = path.interfaceName().map(Neighbors::interfaceIndex).orElse(0);
        boolean returnsEchoes = path.peer().family() == AddressFamily.IPV6 || Neighbors.forwardsIpv4();
        int number = sessions.add(path, profile, index, open.number(), returnsEchoes, random.nextLong(), now);
        if (number < 0) {
            LOG.warn("BFD to {} is not started: there are {} sessions already", path, SessionSet.MOST);
            return;
        }
        if (number >= slots.length) {
            slots = Arrays.copyOf(slots, 2 * slots.length);
        }
        Slot slot = new Slot(path, open, profile, random.nextInt() >>> 1, now);
        slot.interfaceIndex = index;
        slots[number] = slot;
        numbers.put(path, number);
    }

    private Ports portsOf(Optional<String> vrf) {
        for (Ports open : ports) {
            if (open.vrf().equals(vrf)) {
                return open;
            }
        }
        Ports opened = new Ports(ports.size(), vrf);
        ports.add(opened);
        return opened;
    }

    /// Opens what sessions listen to; what cannot be opened now is tried again.
    private void openPorts(long now) {
        boolean changed = false;
        boolean failed = false;
        for (Integer number : numbers.values()) {
            Slot slot = slot(number);
            changed |= slot.ports.open(libc, slot.path.peer().family(), slot.path.multihop());
            failed |= slot.ports.problem().isPresent();
            if (slot.profile.echoMode() && slot.path.peer().family() == AddressFamily.IPV4 && ipv4EchoFd < 0) {
                changed |= openIpv4Echo();
                failed |= ipv4EchoFd < 0;
            }
        }
        portsRetryAt = failed ? now + RETRY_NANOS : Session.NEVER;
        if (changed) {
            watch();
        }
    }

    private boolean openIpv4Echo() {
        try {
            ipv4EchoFd = EchoReturns.open(libc);
            ipv4EchoProblem = Optional.empty();
        } catch (BfdSocketException refused) {
            ipv4EchoProblem = Optional.of(String.valueOf(refused.getMessage()));
        }
        return ipv4EchoFd >= 0;
    }

    // Waiting

    private void watch() {
        descriptorCount = 0;
        watch(eventFd);
        for (Ports open : ports) {
            for (int place = 0; place < Ports.RECEIVING; place++) {
                watch(open.fd(place));
            }
        }
        watch(ipv4EchoFd);
    }

    private void watch(int fd) {
        if (fd >= 0 && descriptorCount < MOST_DESCRIPTORS) {
            descriptors.set(ValueLayout.JAVA_INT, (long) descriptorCount * POLLFD, fd);
            descriptors.set(ValueLayout.JAVA_INT, (long) descriptorCount * POLLFD + 4, Libc.POLLIN);
            descriptorCount++;
        }
    }

    private void await() {
        long deadline = Math.min(sessions.nextDeadline(), portsRetryAt);
        long pause = deadline == Session.NEVER ? RETRY_NANOS : Math.clamp(deadline - System.nanoTime(), 0, RETRY_NANOS);
        timeout.set(ValueLayout.JAVA_LONG, 0, pause / 1_000_000_000);
        timeout.set(ValueLayout.JAVA_LONG, 8, pause % 1_000_000_000);
        if (libc.ppoll(descriptors, descriptorCount, timeout) > 0) {
            libc.read(eventFd, eventCount);
        }
    }

    // Packets in

    private void receive(long now) {
        for (int i = 0; i < ports.size(); i++) {
            Ports open = ports.get(i);
            for (int place = 0; place < Ports.RECEIVING; place++) {
                if (open.fd(place) >= 0) {
                    receive(open, place, now);
                }
            }
        }
        if (ipv4EchoFd >= 0) {
            receiveIpv4Echoes(now);
        }
    }

    private void receive(Ports from, int place, long now) {
        int received = ReceiveBatch.SIZE;
        for (int round = 0; received == ReceiveBatch.SIZE && round < MOST_BATCHES; round++) {
            received = batch.receive(libc, from.fd(place));
            for (int i = 0; i < received; i++) {
                batch.describe(i, arrival);
                arrival.vrf = from.number();
                arrival.multihop = from.isMultihop(place);
                if (from.isEcho(place)) {
                    echo(from, i, now);
                } else {
                    sessions.receive(arrival, now);
                }
            }
        }
    }

    /// One of ours that comes back, or one of a peer's that we return.
    private void echo(Ports from, int index, long now) {
        int discriminator = EchoPacket.read(arrival.packet, arrival.at, arrival.length, secret);
        if (discriminator != 0) {
            sessions.echoReturned(discriminator, now);
        } else if (arrival.ttl != Sockets.TTL) {
            sessions.drop(Verdict.TTL_TOO_LOW);
        } else if (!sessions.isPeer(arrival)) {
            sessions.drop(Verdict.UNKNOWN_PEER);
        } else {
            libc.sendto(
                    from.returnFd(),
                    arrival.packet.asSlice(arrival.at, arrival.length),
                    Libc.MSG_DONTWAIT,
                    batch.names().asSlice(ReceiveBatch.nameAt(index), SocketAddress.IPV6_OCTETS));
        }
    }

    private void receiveIpv4Echoes(long now) {
        int received = ReceiveBatch.SIZE;
        for (int round = 0; received == ReceiveBatch.SIZE && round < MOST_BATCHES; round++) {
            received = batch.receive(libc, ipv4EchoFd);
            for (int i = 0; i < received; i++) {
                MemorySegment data = batch.data();
                long at = ReceiveBatch.at(i);
                int discriminator = EchoPacket.readIpv4(data, at, batch.length(i), secret);
                // Others' echo packets are on their way through: the kernel forwards them.
                if (discriminator != 0 && EchoPacket.ttlIpv4(data, at) == Sockets.TTL - 1) {
                    sessions.echoReturned(discriminator, now);
                }
            }
        }
    }

    // Packets out

    @Override
    public boolean sendControl(int number, MemorySegment packet) {
        Slot slot = slot(number);
        if (slot.fd < 0 && !open(number, slot)) {
            return false;
        }
        long result = libc.sendto(slot.fd, packet, Libc.MSG_DONTWAIT, slot.address);
        if (result >= 0) {
            if (slot.problem.isPresent()) {
                slot.problem = Optional.empty();
            }
            return true;
        }
        sendFailed(slot, (int) -result);
        return false;
    }

    private void sendFailed(Slot slot, int errno) {
        if (errno == Errno.EAGAIN || errno == Errno.ENOBUFS || errno == Errno.EINTR) {
            return;
        }
        slot.problem = Optional.of("sending: " + Errno.text(errno));
        // The interface may be another one by now, or our address may have come back.
        libc.close(slot.fd);
        slot.fd = -1;
        slot.retryAt = System.nanoTime() + RETRY_NANOS;
    }

    private boolean open(int number, Slot slot) {
        long now = System.nanoTime();
        if (now < slot.retryAt) {
            return false;
        }
        slot.retryAt = now + RETRY_NANOS;
        BfdPath path = slot.path;
        if (path.interfaceName().isPresent()) {
            slot.interfaceIndex = Neighbors.interfaceIndex(path.interfaceName().get());
            slot.echo = null; // which goes by the index
            sessions.interfaceIndex(number, slot.interfaceIndex);
        }
        if (slot.ports.open(libc, path.peer().family(), path.multihop())) {
            watch();
            portsRetryAt = now; // what others listen to was closed with the device before
        }
        try {
            slot.fd = Sockets.sending(libc, path, slot.interfaceIndex, slot.sourcePort);
        } catch (BfdSocketException refused) {
            slot.problem = Optional.of(String.valueOf(refused.getMessage()));
            return false;
        }
        slot.address = Sockets.address(
                slot.arena,
                path.peer().family(),
                Optional.of(path.peer()),
                path.multihop() ? Sockets.MULTIHOP_PORT : Sockets.SINGLE_HOP_PORT,
                slot.interfaceIndex);
        return true;
    }

    @Override
    public boolean sendEcho(int number) {
        Slot slot = slot(number);
        if (slot.echo == null) {
            Session session = sessions.session(number);
            if (session == null) {
                return false;
            }
            slot.echo =
                    new EchoSender(slot.arena, slot.path, slot.interfaceIndex, session.localDiscriminator(), secret);
        }
        boolean ipv6 = slot.path.peer().family() == AddressFamily.IPV6;
        int fd = ipv6 ? slot.ports.echoFd() : ipv4EchoFd;
        return slot.echo.send(libc, fd, (int) (sessions.seenHigh(number) >>> 32));
    }

    // News

    @Override
    public void changed(int number, BfdState before, BfdState after) {
        Slot slot = slot(number);
        Session session = sessions.session(number);
        slot.changedAt = System.nanoTime();
        if (slot.echo != null) {
            slot.echo.renew();
        }
        if (after == BfdState.DOWN && slot.path.vrf().isPresent()) {
            portsRetryAt = slot.changedAt; // it may be deaf: one that is passive would never find out by sending
        }
        if (session == null) {
            return;
        }
        BfdChange change = new BfdChange(
                before,
                after,
                session.localDiagnostic(),
                session.remoteState(),
                session.remoteControlPlaneIndependent());
        try {
            listener.changed(slot.path, change);
        } catch (RuntimeException fault) {
            LOG.error("the listener failed at {} of BFD to {}", change, slot.path, fault);
        }
    }

    @Override
    public void gone(int number) {
        release(slot(number));
        slots[number] = null;
    }

    private void release(Slot slot) {
        if (slot.fd >= 0) {
            libc.close(slot.fd);
        }
        slot.arena.close();
    }

    private BfdSessionStatus status(BfdPath path, int number, long now) {
        Slot slot = slot(number);
        Session session = Objects.requireNonNull(sessions.session(number));
        Counters counters = Objects.requireNonNull(sessions.counters(number));
        return new BfdSessionStatus(
                path,
                slot.profile,
                session.state(),
                session.remoteState(),
                session.localDiagnostic(),
                session.remoteDiagnostic(),
                Duration.ofNanos(now - slot.changedAt),
                session.localDiscriminator(),
                session.remoteDiscriminator(),
                session.remoteControlPlaneIndependent(),
                new BfdSessionStatus.Timing(
                        micros(session.desiredMinTx()),
                        micros(session.requiredMinRx()),
                        micros(session.requiredMinEchoRx()),
                        session.detectMultiplier()),
                new BfdSessionStatus.Timing(
                        micros(session.remoteDesiredMinTx()),
                        micros(session.remoteMultiplier() == 0 ? 0 : session.remoteMinRx()),
                        micros(session.remoteMinEchoRx()),
                        session.remoteMultiplier()),
                micros(session.transmitMicros()),
                micros(session.detectionMicros()),
                session.isEchoActive(),
                new BfdSessionStatus.Counts(
                        counters.controlIn,
                        counters.controlOut,
                        counters.echoIn,
                        counters.echoOut,
                        counters.ups,
                        counters.downs,
                        counters.sendFailures),
                slot.ports
                        .problem()
                        .or(() -> slot.problem)
                        .or(() -> slot.profile.echoMode() ? ipv4EchoProblem : Optional.empty()));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(1000 * micros);
    }

    private int numberOf(BfdPath path) {
        return numbers.getOrDefault(path, -1);
    }

    private Slot slot(int number) {
        Slot slot = slots[number];
        if (slot == null) {
            throw new IllegalStateException("session " + number + " has no sockets");
        }
        return slot;
    }

    private void guarded(Command command) {
        try {
            command.on(this);
        } catch (RuntimeException fault) {
            LOG.error("the BFD thread goes on after a fault of its own", fault);
        }
    }
}
