package io.barewire.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.http.HttpEndpoints.Page;
import io.barewire.kubernetes.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against answers as the API server gives them; the server itself is asked in a test of the agent.
final class TokenGuardTest {
    private static final Page NUMBERS = new Page(200, Page.TEXT, "numbers\n");

    private final List<ObjectNode> asked = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
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
        return guarded.apply(new Request("", authorization));
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
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(2)));
        page("Bearer reader");
        assertEquals(4, asked.size());
    }

    @Test
    void aFloodOfTokensIsForgottenOldestFirst() {
        page("Bearer reader");
        for (int i = 0; i < 1000; i++) {
            page("Bearer guess" + i);
        }
        int before = asked.size();
        page("Bearer reader");
        assertEquals(before + 2, asked.size());
    }
}
