package io.barewire.speaker.transport;

import java.nio.channels.ClosedChannelException;

/// Why a socket could not do something, in words that follow a colon.
final class FailureReason {
    private FailureReason() {}

    /// The system's words, from whichever of the causes has some: an exception may say no more than `null`, or `null`
    /// and an address. Where none has any, what they are called.
    static String of(Throwable failure) {
        Throwable last = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String words = words(String.valueOf(at.getMessage()));
            if (!words.isBlank() && !words.equals("null")) {
                return words;
            }
            last = at;
        }
        return last instanceof ClosedChannelException
                ? "the connection was closed meanwhile"
                : "the system gave no reason (" + last.getClass().getName() + ")";
    }

    /// Netty says `recvAddress(..) failed with error(-104): Connection reset by peer`, and the address at the end.
    private static String words(String message) {
        return message.replaceFirst("^.*failed(?: with error\\(-?\\d+\\))?: ", "")
                .replaceFirst(": /.*$", "");
    }
}
