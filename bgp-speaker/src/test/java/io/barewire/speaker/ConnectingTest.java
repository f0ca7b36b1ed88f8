package io.barewire.speaker;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.testkit.Descriptors;
import org.junit.jupiter.api.Test;

/// What is told of a peer to which no connection can be made, on loopback addresses.
class ConnectingTest {
    private static final String A = "127.0.61.1";
    private static final String B = "127.0.61.2";

    @Test
    void aConnectionForWhichThereIsNoDescriptorSaysSoAndIsTriedAgain() throws Exception {
        Loopback net = Loopback.onFreePort();
        try (BgpSpeaker speaker = new BgpSpeaker(net.speaker(A, net.peer(A, B)));
                BgpSpeaker late = new BgpSpeaker(net.speaker(B, net.peer(B, A, Loopback.AS, true)))) {
            speaker.start();
            await().until(() -> lastWhy(speaker).contains("Connection refused"));
            Descriptors.withoutMore(() -> await().until(() -> !lastWhy(speaker).contains("Connection refused")));
            String why = lastWhy(speaker);
            assertTrue(why.contains("Too many open files"), why);
            late.start();
            await().until(() -> speaker.status().established() == 1);
        }
    }

    private static String lastWhy(BgpSpeaker speaker) {
        return speaker.status()
                .peers()
                .getFirst()
                .lastEnd()
                .map(SessionEnd::why)
                .orElse("");
    }
}
