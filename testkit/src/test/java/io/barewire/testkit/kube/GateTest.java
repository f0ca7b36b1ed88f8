package io.barewire.testkit.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final int PATIENCE_MILLIS = 60_000;

    /// Whoever asks a server that has died learns that at once.
    @Test
    void aConnectionToNobodyIsEnded() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (Gate gate = Gate.to(FreePort.at(loopback));
                Socket client = new Socket(loopback, gate.port())) {
            client.setSoTimeout(PATIENCE_MILLIS);
            assertEquals(-1, client.getInputStream().read());
        }
    }
}
