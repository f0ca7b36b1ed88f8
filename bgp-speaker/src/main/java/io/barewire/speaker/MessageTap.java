package io.barewire.speaker;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where connections hand over what they receive, if anybody listens.
public final class MessageTap {
    /// 4,096 messages of 4,096 octets are 16 MB.
    private static final int CAPACITY = 4096;

    private sealed interface Heard {
        record Message(ReceivedMessage message) implements Heard {}

        record Lost(long count) implements Heard {}
    }

    private volatile @Nullable EventQueue<Heard> queue;

    MessageTap() {}

    /// One that nobody listens to.
    public static MessageTap closed() {
        return new MessageTap();
    }

    public boolean isOpen() {
        return queue != null;
    }

    public void received(ReceivedMessage message) {
        EventQueue<Heard> open = queue;
        if (open != null) {
            open.add(new Heard.Message(message));
        }
    }

    synchronized void addListener(MessageListener listener) {
        EventQueue<Heard> open = queue;
        if (open == null) {
            open = new EventQueue<>("bgp-messages", CAPACITY, Heard.Lost::new);
            queue = open;
        }
        open.addListener(telling(listener));
    }

    synchronized void end() throws InterruptedException {
        EventQueue<Heard> open = queue;
        if (open != null) {
            open.end();
        }
    }

    private static Consumer<Heard> telling(MessageListener listener) {
        return heard -> {
            switch (heard) {
                case Heard.Message(ReceivedMessage message) -> listener.received(message);
                case Heard.Lost(long count) -> listener.lost(count);
            }
        };
    }
}
