package io.barewire.speaker.discovery;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Advertises us on some interfaces, and tells who else advertises there. One thread, which is there only while there
/// is an interface to look at; it looks at the names anew twice a second, so interfaces may come and go.
public final class RouterDiscovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouterDiscovery.class);
    private static final int LOOK_MILLIS = 500;
    /// Packets a turn: a flood must not keep us from advertising.
    private static final int MOST_PACKETS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    /// After the socket was refused.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// Opens the socket.
    @FunctionalInterface
    interface Opening {
        RouterSocket open() throws IOException;
    }

    private final Duration patience;
    private final Opening opening;
    private final BiConsumer<String, Neighbor> news;
    private volatile Set<String> wanted = Set.of();
    private @Nullable Thread thread;

    /// @param news told on the thread of this, each time that a name's neighbor is another one
    public RouterDiscovery(BiConsumer<String, Neighbor> news) {
        this(news, PATIENCE, RouterSocket::new);
    }

    RouterDiscovery(BiConsumer<String, Neighbor> news, Duration patience, Opening opening) {
        this.news = news;
        this.patience = patience;
        this.opening = opening;
    }

    /// Looks for neighbors on these interfaces, and no others.
    public synchronized void follow(Set<String> interfaces) {
        wanted = Set.copyOf(interfaces);
        notifyAll();
        Thread before = thread;
        if (!wanted.isEmpty() && (before == null || !before.isAlive())) {
            thread = Thread.ofPlatform().name("router-discovery").daemon().start(this::run);
        }
    }

    @Override
    public void close() {
        Thread last;
        synchronized (this) {
            wanted = Set.of();
            notifyAll();
            last = thread;
            thread = null;
        }
        try {
            if (last != null) {
                last.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        String complaint = "";
        while (isWanted()) {
            try (RouterSocket socket = opening.open()) {
                complaint = "";
                follow(socket);
                return;
            } catch (IOException refused) {
                String why = String.valueOf(refused.getMessage());
                if (!why.equals(complaint)) {
                    LOG.warn("unnumbered peers are not found, and it is tried again: {}", why);
                    complaint = why;
                }
                wanted.forEach(name -> news.accept(name, new Neighbor.Unknown(0, why)));
                pause();
            }
        }
    }

    /// Until nobody wants to know any more.
    private void follow(RouterSocket socket) {
        Map<String, Link> links = new LinkedHashMap<>();
        while (isWanted()) {
            look(socket, links);
            socket.await(LOOK_MILLIS);
            boolean more = true;
            for (int i = 0; more && i < MOST_PACKETS; i++) {
                more = socket.receive(received -> take(received, links));
            }
        }
    }

    /// Or until nobody wants to know any more.
    private synchronized void pause() {
        long end = System.nanoTime() + PAUSE.toNanos();
        try {
            for (long left = PAUSE.toMillis();
                    left > 0 && !wanted.isEmpty();
                    left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException interrupted) {
            wanted = Set.of();
        }
    }

    /// Ends the thread in the same breath, so that [#follow] either finds it at work or starts another one.
    private synchronized boolean isWanted() {
        if (wanted.isEmpty()) {
            thread = null;
        }
        return !wanted.isEmpty();
    }

    private void look(RouterSocket socket, Map<String, Link> links) {
        long now = System.nanoTime();
        Set<String> names = wanted;
        for (Iterator<String> known = links.keySet().iterator(); known.hasNext(); ) {
            if (!names.contains(known.next())) {
                known.remove();
            }
        }
        for (String name : names) {
            Link link = links.get(name);
            if (link == null) {
                link = new Link(name, patience.toNanos(), now);
                links.put(name, link);
                news.accept(name, link.neighbor());
            }
            Link at = link;
            link.found(socket.interfaceIndex(name), now).ifPresent(changed -> {
                socket.join(at.index());
                news.accept(name, changed);
            });
            if (link.index() != 0 && link.times().isDue(now)) {
                socket.advertise(link.index());
                link.times().sent(now);
            }
        }
    }

    private void take(RouterSocket.Received received, Map<String, Link> links) {
        links.forEach((name, link) -> {
            if (link.index() == received.interfaceIndex()) {
                switch (received.message()) {
                    case SOLICITATION -> link.times().solicited(System.nanoTime());
                    case ADVERTISEMENT ->
                        link.heard(received.source(), System.nanoTime())
                                .ifPresent(changed -> news.accept(name, changed));
                }
            }
        });
    }
}
