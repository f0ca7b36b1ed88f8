package io.barewire.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The API server over HTTP.
final class HttpApiServer implements ApiServer {
    private static final String JSON = "application/json";
    /// JSON is YAML.
    private static final String APPLY = "application/apply-patch+yaml";

    private static final int LONGEST_MESSAGE = 2_000;

    private final Transport transport;
    private final Set<Following> followings = ConcurrentHashMap.newKeySet();

    HttpApiServer(Transport transport) {
        this.transport = transport;
    }

    @Override
    public Following follow(Selection selection, Follower follower) {
        Reflector reflector = new Reflector(this, selection, follower, followings::remove);
        followings.add(reflector);
        reflector.start();
        return reflector;
    }

    @Override
    public List<ObjectNode> list(Selection selection) throws ApiFailure {
        List<ObjectNode> all = new ArrayList<>();
        Pages pages = new Pages(this, selection);
        while (pages.next(all::add)) {}
        return all;
    }

    @Override
    public Optional<ObjectNode> get(Resource resource, String namespace, String name) throws ApiFailure {
        Request request = Request.toOne("get", "GET", resource, namespace, name, "");
        try {
            return Optional.of(ask(request, resource, "", ""));
        } catch (ApiFailure failure) {
            if (failure.status() == 404) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public ObjectNode create(Resource resource, ObjectNode object) throws ApiFailure {
        String namespace = resource.namespaced() ? namespace(object) : "";
        return ask(Request.toAll("create", "POST", resource, namespace), resource, JSON, text(object, resource));
    }

    @Override
    public ObjectNode apply(Resource resource, ObjectNode object, String fieldManager) throws ApiFailure {
        return apply(resource, object, fieldManager, "");
    }

    @Override
    public ObjectNode applyStatus(Resource resource, ObjectNode object, String fieldManager) throws ApiFailure {
        return apply(resource, object, fieldManager, "status");
    }

    private ObjectNode apply(Resource resource, ObjectNode object, String fieldManager, String subresource)
            throws ApiFailure {
        Request request = Request.toOne("patch", "PATCH", resource, namespace(object), name(object), subresource)
                .with("fieldManager", fieldManager)
                .with("force", "true");
        return ask(request, resource, APPLY, text(object, resource));
    }

    @Override
    public Replacement replace(Resource resource, ObjectNode object) throws ApiFailure {
        Request request = Request.toOne("update", "PUT", resource, namespace(object), name(object), "");
        try {
            return new Replacement.Done(ask(request, resource, JSON, text(object, resource)));
        } catch (ApiFailure failure) {
            if (failure.status() == 409 || failure.status() == 404) {
                return Replacement.Conflict.CONFLICT;
            }
            throw failure;
        }
    }

    @Override
    public boolean delete(Resource resource, String namespace, String name, Optional<String> uid) throws ApiFailure {
        Request request = Request.toOne("delete", "DELETE", resource, namespace, name, "");
        String options =
                uid.map(id -> "{\"preconditions\":{\"uid\":\"" + id + "\"}}").orElse("{}");
        try {
            ask(request, resource, JSON, options);
            return true;
        } catch (ApiFailure failure) {
            if (failure.status() == 404 || (failure.status() == 409 && uid.isPresent())) {
                return false;
            }
            throw failure;
        }
    }

    private static String namespace(ObjectNode object) {
        return object.path("metadata").path("namespace").asText("");
    }

    private static String name(ObjectNode object) {
        return object.path("metadata").path("name").asText("");
    }

    private static String text(ObjectNode object, Resource resource) {
        ObjectNode whole = object.deepCopy();
        whole.put("apiVersion", resource.apiVersion());
        whole.put("kind", resource.kind());
        return whole.toString();
    }

    private ObjectNode ask(Request request, Resource resource, String contentType, String content) throws ApiFailure {
        try (Body body = begin(request, contentType, content);
                InputStream answer = body.content()) {
            ObjectNode object = Json.object(answer, resource);
            body.skipRest();
            return object;
        } catch (IOException lost) {
            throw ApiFailure.unanswered(request, lost);
        }
    }

    /// Sends; the answer is a good one.
    Body begin(Request request, String contentType, String content) throws ApiFailure {
        try {
            Transport.Answer answer = transport.send(request, contentType, content);
            return checked(request, answer);
        } catch (IOException failure) {
            throw ApiFailure.unanswered(request, failure);
        }
    }

    private static Body checked(Request request, Transport.Answer answer) throws ApiFailure, IOException {
        if (answer.status() / 100 == 2) {
            return answer.body();
        }
        try (Body body = answer.body();
                InputStream content = body.content()) {
            String text = new String(content.readNBytes(LONGEST_MESSAGE), StandardCharsets.UTF_8).strip();
            body.skipRest();
            throw ApiFailure.refused(request, answer.status(), Json.message(text));
        }
    }

    @Override
    public void close() {
        List.copyOf(followings).forEach(Following::close);
        transport.close();
    }
}
