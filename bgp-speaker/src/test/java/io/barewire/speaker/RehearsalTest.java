package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Namespace;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void itGoesToItsEndAndLeavesNoThreadAndNoSocket() throws Exception {
        play();
        Set<String> threads = threads();
        long descriptors = descriptors();
        play();
        noneBut(threads);
        assertTrue(descriptors() <= descriptors, "file descriptors are left");
    }

    @Test
    void aRealSpeakerHearsNothingOfIt() throws Exception {
        List<SpeakerEvent> events = new CopyOnWriteArrayList<>();
        SpeakerConfig config = SpeakerConfig.builder(Loopback.AS, IpAddress.parse("192.0.2.1"))
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .peers(PeerConfig.builder(IpAddress.parse("127.83.1.1"), Loopback.AS)
                        .tcp(tcp -> tcp.withPassive(true))
                        .build())
                .build();
        try (BgpSpeaker real = new BgpSpeaker(config)) {
            real.addListener(events::add);
            real.start();
            play();
            PeerStatus peer = real.status().peers().getFirst();
            assertEquals(MessageCounts.NONE, peer.messagesIn());
        }
        assertEquals(List.of(), events);
    }

    @Test
    void whoeverIsInterruptedIsFreeAtOnce() throws Exception {
        Set<String> threads = threads();
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Thread thread = Thread.ofPlatform().start(() -> {
            BgpSpeaker.rehearse();
            stillInterrupted.set(Thread.currentThread().isInterrupted());
        });
        thread.interrupt();
        thread.join();
        assertTrue(stillInterrupted.get());
        noneBut(threads);
    }

    @Test
    void itGivesUpWhenItTakesTooLong() {
        try (Rehearsal rehearsal = new Rehearsal(Duration.ZERO)) {
            assertThrows(Rehearsal.GivenUp.class, rehearsal::play);
        }
    }

    @Test
    @Tag("root")
    void withoutALoopbackInterfaceNothingHappens() throws Exception {
        Namespace.inNewNamespace(() -> {
            Namespace.ip("link set lo down");
            try (Rehearsal rehearsal = new Rehearsal(LIMIT)) {
                assertThrows(Rehearsal.GivenUp.class, rehearsal::play);
            }
            BgpSpeaker.rehearse();
            assertFalse(Thread.currentThread().isInterrupted());
        });
    }

    private static void play() throws Exception {
        try (Rehearsal rehearsal = new Rehearsal(LIMIT)) {
            rehearsal.play();
        }
    }

    /// A thread that has told its end is alive for some microseconds more.
    private static void noneBut(Set<String> before) {
        await().untilAsserted(() -> {
            Set<String> more = threads();
            more.removeAll(before);
            assertEquals(Set.of(), more);
        });
    }

    /// Those of a speaker, by number.
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("(bgp|sink)-.*"))
                .map(thread -> thread.getName() + " " + thread.threadId())
                .collect(Collectors.toSet());
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
