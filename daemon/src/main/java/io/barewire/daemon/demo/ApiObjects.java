package io.barewire.daemon.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiFailure;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.manifests.FileFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Objects of an API server, as an administrator has them: YAML in, trees out.
final class ApiObjects {
    static final Resource NAMESPACES = new Resource("", "v1", "namespaces", "Namespace", false);
    static final Resource EVENTS = new Resource("", "v1", "events", "Event", true);
    static final Resource BGP_SESSION_STATES =
            new Resource("frrk8s.metallb.io", "v1beta1", "bgpsessionstates", "BGPSessionState", true);

    private static final String MANAGER = "demo";
    private static final int CONFLICT = 409;
    private static final Set<String> WITHOUT_NAMESPACE = Set.of(
            "Namespace",
            "Node",
            "ClusterRole",
            "ClusterRoleBinding",
            "ValidatingWebhookConfiguration",
            "ClusterUserDefinedNetwork",
            "RouteAdvertisements");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiServer api;

    ApiObjects(ApiServer api) {
        this.api = api;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StepFailure("cannot read " + file + ": " + FileFault.of(file, e), e);
        }
    }

    /// The documents of a YAML text of our own.
    static List<ObjectNode> parse(String yaml) {
        List<ObjectNode> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            objects.add(JSON.valueToTree(document));
        }
        return objects;
    }

    /// The kind of an object. Kubernetes' plurals are not all that regular, but those of the kinds used here are.
    private static Resource resource(JsonNode object) {
        String apiVersion = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        String plural = kind.toLowerCase(Locale.ROOT);
        int slash = apiVersion.indexOf('/');
        return new Resource(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                plural.endsWith("s") ? plural : plural + "s",
                kind,
                !WITHOUT_NAMESPACE.contains(kind));
    }

    /// Server-side apply of each document.
    void apply(String yaml) {
        parse(yaml).forEach(this::apply);
    }

    void apply(ObjectNode object) {
        apply(resource(object), object);
    }

    void apply(Resource resource, ObjectNode object) {
        refusal(resource, object).ifPresent(refused -> {
            throw new StepFailure(refused);
        });
    }

    /// Makes an object, if there is none of its name.
    void create(Resource resource, ObjectNode object) {
        try {
            api.create(resource, object);
        } catch (ApiFailure failure) {
            if (failure.status() != CONFLICT) {
                throw failed(failure);
            }
        }
    }

    /// Applies what is to be refused.
    ///
    /// @return the server's words; empty when it takes the object
    Optional<String> refusal(ObjectNode object) {
        return refusal(resource(object), object);
    }

    private Optional<String> refusal(Resource resource, ObjectNode object) {
        try {
            api.apply(resource, object, MANAGER);
            return Optional.empty();
        } catch (ApiFailure refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    /// The same for the object's status. Under another name: what a manager leaves out, server-side apply takes away.
    void applyStatus(ObjectNode object) {
        try {
            api.applyStatus(resource(object), object, MANAGER + "-status");
        } catch (ApiFailure failure) {
            throw failed(failure);
        }
    }

    /// One that cannot be had is not there.
    Optional<ObjectNode> get(Resource resource, String namespace, String name) {
        try {
            return api.get(resource, namespace, name);
        } catch (ApiFailure notYet) {
            return Optional.empty();
        }
    }

    List<ObjectNode> list(Selection selection) {
        try {
            return api.list(selection);
        } catch (ApiFailure failure) {
            throw failed(failure);
        }
    }

    /// Whether objects of a kind can be asked for.
    boolean serves(Resource resource) {
        try {
            api.list(Selection.all(resource));
            return true;
        } catch (ApiFailure notYet) {
            return false;
        }
    }

    /// Deletes each document's object, if there is one.
    void delete(String yaml) {
        for (ObjectNode object : parse(yaml)) {
            try {
                api.delete(
                        resource(object),
                        object.at("/metadata/namespace").asText(""),
                        object.at("/metadata/name").asText(),
                        Optional.empty());
            } catch (ApiFailure failure) {
                throw failed(failure);
            }
        }
    }

    private static StepFailure failed(ApiFailure failure) {
        return new StepFailure(String.valueOf(failure.getMessage()), failure);
    }
}
