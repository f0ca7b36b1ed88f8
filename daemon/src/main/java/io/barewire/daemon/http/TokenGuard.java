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
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows a page to those of whom Kubernetes says that they may `get` its path: the bearer token is reviewed
/// (TokenReview), then its owner's rights (SubjectAccessReview). What Kubernetes said is remembered for a while, so
/// that a scrape every few seconds does not cost two requests each.
public final class TokenGuard {
    /// What a role must let its owner do: `nonResourceURLs: [/metrics], verbs: [get]`.
    private static final String VERB = "get";

    private static final Resource TOKEN_REVIEWS =
            new Resource("authentication.k8s.io", "v1", "tokenreviews", "TokenReview", false);
    private static final Resource ACCESS_REVIEWS =
            new Resource("authorization.k8s.io", "v1", "subjectaccessreviews", "SubjectAccessReview", false);

    private static final Duration YES_LASTS = Duration.ofMinutes(1);
    private static final Duration NO_LASTS = Duration.ofSeconds(10);
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

    private record Verdict(int status, String why, Instant until) {}

    private final Reviewer reviewer;
    private final InstantSource clock;

    private final Map<Asked, Verdict> remembered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, Verdict> eldest) {
            return size() > REMEMBERED;
        }
    };

    public TokenGuard(Reviewer reviewer, InstantSource clock) {
        this.reviewer = reviewer;
        this.clock = clock;
    }

    /// `page` at `path`, for those who may.
    public Function<Request, Page> guard(String path, Function<Request, Page> page) {
        return request -> {
            Verdict verdict = verdict(request.authorization(), path);
            return verdict.status() == 200
                    ? page.apply(request)
                    : new Page(verdict.status(), Page.TEXT, verdict.why() + "\n");
        };
    }

    private Verdict verdict(String authorization, String path) {
        Instant now = clock.instant();
        String token = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : "";
        if (token.isEmpty() || token.length() > LONGEST_TOKEN) {
            return new Verdict(401, "a bearer token is needed", now);
        }
        Asked asked = new Asked(hash(token), path);
        Optional<Verdict> known = known(asked, now);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            Verdict verdict = ask(token, path, now);
            synchronized (remembered) {
                remembered.put(asked, verdict);
            }
            return verdict;
        } catch (ApiFailure failure) {
            LOG.warn("nobody can be let in to {}: {}", path, failure.getMessage());
            return new Verdict(503, "the API server cannot be asked who may see this", now);
        }
    }

    private Optional<Verdict> known(Asked asked, Instant now) {
        synchronized (remembered) {
            Verdict verdict = remembered.get(asked);
            if (verdict == null || verdict.until().isBefore(now)) {
                remembered.remove(asked);
                return Optional.empty();
            }
            return Optional.of(verdict);
        }
    }

    private Verdict ask(String token, String path, Instant now) throws ApiFailure {
        ObjectNode tokenReview = JsonNodeFactory.instance.objectNode();
        tokenReview.putObject("spec").put("token", token);
        JsonNode who = reviewer.review(TOKEN_REVIEWS, tokenReview).path("status");
        if (!who.path("authenticated").asBoolean()) {
            return new Verdict(401, "the API server does not know this token", now.plus(NO_LASTS));
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
            return new Verdict(403, name + " may not " + VERB + " " + path, now.plus(NO_LASTS));
        }
        return new Verdict(200, "", now.plus(YES_LASTS));
    }

    private static Octets hash(String token) {
        try {
            return Octets.of(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no SHA-256", impossible);
        }
    }
}
