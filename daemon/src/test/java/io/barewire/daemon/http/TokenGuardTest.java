package io.barewire.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.http.HttpEndpoints.Page;
import io.barewire.kubernetes.Resource;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against answers as the API server gives them; the server itself is asked in a test of the agent.
final class TokenGuardTest {
    private static final Page NUMBERS = new Page(200, Page.TEXT, "numbers\n");

    private final List<ObjectNode> asked = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final Function<Request, Page> guarded =
            new TokenGuard(this::answer, now::get).guard("/metrics", _ -> NUMBERS);

    /// `reader` may, `stranger` may not, everybody else is unknown.
    private ObjectNode answer(Resource resource, ObjectNode review) {
        asked.add(review);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode status = answer.putObject("status");
        if (resource.kind().equals("TokenReview")) {
            String token = review.path("spec").path("token").asText();
            boolean known = token.equals("reader") || token.equals("stranger");
            status.put("authenticated", known);
            if (known) {
                ObjectNode user = status.putObject("user");
                user.put("username", "system:serviceaccount:monitoring:" + token);
                user.putArray("groups").add("system:serviceaccounts");
            }
        } else {
            ObjectNode spec = (ObjectNode) review.path("spec");
            status.put(
                    "allowed",
                    spec.path("user").asText().endsWith(":reader")
                            && spec.path("groups").path(0).asText().equals("system:serviceaccounts")
                            && spec.path("nonResourceAttributes")
                                    .path("path")
                                    .asText()
                                    .equals("/metrics")
                            && spec.path("nonResourceAttributes")
                                    .path("verb")
                                    .asText()
                                    .equals("get"));
        }
        return answer;
    }

    private Page page(String authorization) {
        return page("192.0.2.1", authorization);
    }

    private Page page(String client, String authorization) {
        return guarded.apply(new Request(InetAddress.ofLiteral(client), "", authorization));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        Bearer reader   | 200 | numbers
        bearer reader   | 200 | numbers
        Bearer stranger | 403 | system:serviceaccount:monitoring:stranger may not get /metrics
        Bearer other    | 401 | the API server does not know this token
        Bearer          | 401 | a bearer token is needed
        Basic cmVhZGVy  | 401 | a bearer token is needed
        ''              | 401 | a bearer token is needed
        """)
    void onlyWhoMayGetThePathSeesThePage(String authorization, int status, String body) {
        assertEquals(new Page(status, Page.TEXT, body + "\n"), page(authorization));
    }

    @Test
    void whatWasSaidIsRememberedForAWhile() {
        page("Bearer reader");
        page("Bearer reader");
        assertEquals(2, asked.size());
        now.set(Duration.ofMinutes(2).toNanos());
        page("Bearer reader");
        assertEquals(4, asked.size());
    }

    private int reviews(String client, int tokens) {
        int before = asked.size();
        for (int i = 0; i < tokens; i++) {
            page(client, "Bearer guess " + client + i + now.get());
        }
        return asked.size() - before;
    }

    @Test
    void aFloodOfTokensIsNoneForTheApiServer() {
        assertEquals(10, reviews("192.0.2.66", 1_000));
        assertEquals(429, page("192.0.2.66", "Bearer yet another").status());
        now.set(Duration.ofSeconds(5).toNanos());
        assertEquals(5, reviews("192.0.2.66", 1_000));
        assertEquals(10, reviews("192.0.2.67", 1_000), "another client has its own");
        assertEquals(10, reviews("2001:db8::1", 1_000));
        assertEquals(0, reviews("2001:db8::2", 1_000), "a network is one client");
    }

    @Test
    void manyClientsTogetherAreAFloodToo() {
        int all = 0;
        for (int i = 1; i < 250; i++) {
            all += reviews("192.0.2." + i, 10);
        }
        assertEquals(50, all);
    }

    @Test
    void whoWasLetInIsLetInWhateverOthersDo() {
        assertEquals(NUMBERS, page("Bearer reader"));
        for (int minute = 1; minute < 20; minute++) {
            now.set(Duration.ofMinutes(2L * minute).toNanos());
            for (int i = 1; i < 250; i++) {
                reviews("192.0.2." + i, 12);
            }
            assertEquals(429, page("Bearer stranger").status());
            assertEquals(NUMBERS, page("Bearer reader"));
        }
    }
}
