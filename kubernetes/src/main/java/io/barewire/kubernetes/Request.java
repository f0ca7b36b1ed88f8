package io.barewire.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// One request, without what it carries.
///
/// @param verb as RBAC calls it
/// @param resource with the subresource, as RBAC calls it: `nodes/status`
/// @param path from the root of the server
record Request(String verb, String method, String resource, String path, Map<String, String> query) {
    Request {
        query = new LinkedHashMap<>(query);
    }

    /// To all objects of a resource, in one namespace or in all.
    static Request toAll(String verb, String method, Resource resource, String namespace) {
        return new Request(verb, method, resource.toString(), path(resource, namespace), Map.of());
    }

    /// @param subresource as `status`; empty for the object itself
    static Request toOne(
            String verb, String method, Resource resource, String namespace, String name, String subresource) {
        if (resource.namespaced() && namespace.isEmpty()) {
            throw new IllegalArgumentException(resource.kind() + " " + name + " needs a namespace");
        }
        String below = subresource.isEmpty() ? "" : "/" + subresource;
        return new Request(
                verb,
                method,
                resource.plural() + below + (resource.group().isEmpty() ? "" : "." + resource.group()),
                path(resource, namespace) + "/" + encode(name) + below,
                Map.of());
    }

    private static String path(Resource resource, String namespace) {
        return (resource.group().isEmpty() ? "/api/" : "/apis/")
                + resource.apiVersion()
                + (namespace.isEmpty() ? "" : "/namespaces/" + encode(namespace))
                + "/"
                + resource.plural();
    }

    /// An empty value is left out.
    Request with(String name, String value) {
        if (value.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, value);
        return new Request(verb, method, resource, path, more);
    }

    /// Path and query, encoded.
    String target() {
        return query.isEmpty()
                ? path
                : path + "?"
                        + query.entrySet().stream()
                                .map(each -> each.getKey() + "=" + encode(each.getValue()))
                                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// `list /api/v1/nodes`: enough to find it in the server's audit log.
    @Override
    public String toString() {
        return verb + " " + path;
    }
}
