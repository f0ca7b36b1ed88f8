package io.barewire.daemon.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.daemon.http.HttpEndpoints.Page;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.Resource;
import io.barewire.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows a page to those of whom Kubernetes says that they may `get` its path: the bearer token is reviewed
/// (TokenReview), then its owner's rights (SubjectAccessReview). What Kubernetes said is remembered for a while, so
/// that a scrape every few seconds does not cost two requests each; and who was not let in yet may have it asked so
/// often only ([ReviewBudget]), so that a flood of tokens here is none there.
public final class TokenGuard {
    /// What a role must let its owner do: `nonResourceURLs: [/metrics], verbs: [get]`.
    private static final String VERB = "get";

    private static final Resource TOKEN_REVIEWS =
            new Resource("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", false);
    private static final Resource ACCESS_REVIEWS =
            new Resource("authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", false);

    private static final Duration YES_LASTS = Duration.ofMinutes(1);
    private static final Duration NO_LASTS = Duration.ofSeconds(10);
    private static final int LET_IN = 200;
    private static final int REMEMBERED = 256;
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final String BEARER = "Bearer ";
    private static final Logger LOG = LoggerFactory.getLogger(TokenGuard.class);

    /// @param token by its hash, so that no token is kept
    private record Asked(Octets token, String path) {}

    /// Asks the API server for a review: `ApiServer::create`.
    public interface Reviewer {
        ObjectNode review(Resource resource, ObjectNode review) throws ApiFailure;
    }

    /// @param until of the clock
    private record Verdict(int status, String why, long until) {}

    private final Reviewer reviewer;
    private final LongSupplier clock;

    private final ReviewBudget budget;

    /// Who was let in is asked about again after a while, whatever others do meanwhile; guesses do not push it out.
    private final Map<Asked, Verdict> letIn = bounded();

    private final Map<Asked, Verdict> refused = bounded();

    /// @param clock in nanoseconds; it never goes back, or nobody would be let in meanwhile: `System::nanoTime`
    public TokenGuard(Reviewer reviewer, LongSupplier clock) {
        this.reviewer = reviewer;
        this.clock = clock;
        this.budget = new ReviewBudget(clock.getAsLong());
    }

    private static Map<Asked, Verdict> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Asked, Verdict> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    /// `page` at `path`, for those who may.
    public Function<Request, Page> guard(String path, Function<Request, Page> page) {
        return request -> {
            Verdict verdict = verdict(request, path);
            return verdict.status() == LET_IN
                    ? page.apply(request)
                    : new Page(verdict.status(), Page.TEXT, verdict.why() + "\n");
        };
    }

    private Verdict verdict(Request request, String path) {
        String authorization = request.authorization();
        long now = clock.getAsLong();
        String token = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : "";
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return new Verdict(401, "a bearer token is needed", now);
        }
        Asked asked = new Asked(hash(token), path);
        Verdict known = known(asked);
        if (known != null && known.until() - now >= 0) {
            return known;
        }
        boolean before = known != null && known.status() == LET_IN;
        if (!before && !budget.take(request.client(), now)) {
            return new Verdict(429, "too many tokens that are not known here; try again later", now);
        }
        try {
            Verdict verdict = ask(token, path, now);
            remember(asked, verdict);
            return verdict;
        } catch (ApiFailure failure) {
            LOG.warn("nobody can be let in to {}: {}", path, failure.getMessage());
            return new Verdict(503, "the API server cannot be asked who may see this", now);
        }
    }

    private @Nullable Verdict known(Asked asked) {
        synchronized (letIn) {
            Verdict yes = letIn.get(asked);
            return yes == null ? refused.get(asked) : yes;
        }
    }

    private void remember(Asked asked, Verdict verdict) {
        synchronized (letIn) {
            letIn.remove(asked);
            refused.remove(asked);
            (verdict.status() == LET_IN ? letIn : refused).put(asked, verdict);
        }
    }

    private Verdict ask(String token, String path, long now) throws ApiFailure {
        ObjectNode tokenReview = JsonNodeFactory.instance.objectNode();
        tokenReview.putObject("spec").put("token", token);
        JsonNode who = reviewer.review(TOKEN_REVIEWS, tokenReview).path("status");
        if (!who.path("authenticated").asBoolean()) {
            return new Verdict(401, "the API server does not know this token", now + NO_LASTS.toNanos());
        }
        JsonNode user = who.path("user");
        ObjectNode accessReview = JsonNodeFactory.instance.objectNode();
        ObjectNode spec = accessReview.putObject("spec");
        spec.set("user", user.path("username"));
        spec.set("uid", user.path("uid").isMissingNode() ? spec.textNode("") : user.path("uid"));
        spec.set("groups", user.path("groups").isMissingNode() ? spec.arrayNode() : user.path("groups"));
        if (user.path("extra").isObject()) {
            spec.set("extra", user.path("extra"));
        }
        spec.putObject("nonResourceAttributes").put("path", path).put("verb", VERB);
        JsonNode access = reviewer.review(ACCESS_REVIEWS, accessReview).path("status");
        if (!access.path("allowed").asBoolean()) {
            String name = user.path("username").asText();
            return new Verdict(403, name + " may not " + VERB + " " + path, now + NO_LASTS.toNanos());
        }
        return new Verdict(LET_IN, "", now + YES_LASTS.toNanos());
    }

    private static Octets hash(String token) {
        try {
            return Octets.of(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }
}
