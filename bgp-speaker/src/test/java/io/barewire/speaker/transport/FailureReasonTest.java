package io.barewire.speaker.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/// Whatever a session ends with says why.
class FailureReasonTest {
    @Test
    void reasonsAreThoseOfTheSystem() {
        said("Connection refused", "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:179");
        said("Network is unreachable", "connect(..) failed: Network is unreachable: /[2001:db8::1]:179");
        said("Connection reset by peer", "recvAddress(..) failed with error(-104): Connection reset by peer");
    }

    private static void said(String reason, String message) {
        assertEquals(reason, FailureReason.of(new IOException(message)));
    }

    /// Netty adds the address to a message that may be missing.
    @Test
    void aMissingMessageIsNoReason() {
        IOException annotated = new IOException("null: /127.0.0.1:179");
        assertEquals("the system gave no reason (java.io.IOException)", FailureReason.of(annotated));
        assertEquals("the system gave no reason (java.io.IOException)", FailureReason.of(new IOException()));
        annotated.initCause(new ConnectException());
        assertEquals("the system gave no reason (java.net.ConnectException)", FailureReason.of(annotated));
    }

    @Test
    void theCauseMayKnowMore() {
        IOException refused = new IOException("Permission denied");
        assertEquals("Permission denied", FailureReason.of(new ChannelException(null, refused)));
        assertEquals(
                "the connection was closed meanwhile",
                FailureReason.of(new ChannelException(null, new ClosedChannelException())));
    }
}
