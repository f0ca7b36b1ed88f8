package io.barewire.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.daemon.http.HttpEndpoints.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests as they come over the wire, well-formed and not.
final class HttpEndpointsTest {
    @SuppressWarnings("NullAway.Init") // set before each test
    private HttpEndpoints endpoints;

    @BeforeEach
    void start() throws IOException {
        endpoints = HttpEndpoints.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Map.of(
                        "/livez", request -> new Page(200, Page.TEXT, "alive, accepting " + request.accept() + "\n"),
                        "/broken",
                                _ -> {
                                    throw new IllegalStateException("broken");
                                }));
    }

    @AfterEach
    void stop() {
        endpoints.close();
    }

    private Socket connect() throws IOException {
        return new Socket(endpoints.address().getAddress(), endpoints.address().getPort());
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        GET /livez          | HTTP/1.1 200 OK
        HEAD /livez         | HTTP/1.1 200 OK
        GET /livez?verbose  | HTTP/1.1 200 OK
        GET /livez/more     | HTTP/1.1 404 Not Found
        GET /               | HTTP/1.1 404 Not Found
        GET /../etc/passwd  | HTTP/1.1 404 Not Found
        POST /livez         | HTTP/1.1 405 Method Not Allowed
        DELETE /livez       | HTTP/1.1 405 Method Not Allowed
        GET /broken         | HTTP/1.1 500 Internal Server Error
        GET                 | HTTP/1.1 400 Bad Request
        """)
    void aRequestIsAnsweredWithItsStatus(String line, String status) throws IOException {
        String answer = exchange(line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertEquals(status, answer.lines().findFirst().orElse(""));
    }

    @Test
    void aPageHearsWhatTheClientAccepts() throws IOException {
        String answer = exchange("""
                GET /livez HTTP/1.1\r
                Host: localhost\r
                Accept: application/json\r
                Connection: close\r
                \r
                """);
        assertTrue(answer.endsWith("\r\n\r\nalive, accepting application/json\n"), answer);
    }

    @Test
    void garbageAndSilentClientsDoNotKeepOthersFromBeingServed() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                Socket socket = connect();
                silent.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(new byte[] {(byte) 0xFF, 0, 1, '\r', '\n', '\r', '\n'});
                }
            }
            String answer = exchange("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 200 OK"), answer);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
