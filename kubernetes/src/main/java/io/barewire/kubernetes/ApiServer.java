package io.barewire.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// A Kubernetes API server. Everything but [#follow] asks once and waits for the answer, half a minute at most; when to
/// ask again is the caller's to decide. Objects are JSON trees that always say their `apiVersion` and `kind`.
///
/// Any thread may call.
public interface ApiServer extends AutoCloseable {
    /// Connects to nothing yet: a server that is away shows when it is asked.
    ///
    /// @throws AccessException when the address or the credentials cannot be made out
    static ApiServer of(Access access) throws AccessException {
        return new HttpApiServer(Transport.open(access, Transport.Limits.DEFAULT));
    }

    /// Lists the selected objects, then watches them, for ever, on a thread of its own; after failures again, at
    /// growing intervals: of up to half a minute, or five minutes while the server does not know the resource.
    Following follow(Selection selection, Follower follower);

    /// All selected objects, read page by page. For few objects; many are better followed.
    List<ObjectNode> list(Selection selection) throws ApiFailure;

    /// @param namespace empty for a resource without namespaces
    Optional<ObjectNode> get(Resource resource, String namespace, String name) throws ApiFailure;

    /// Makes an object, in the namespace that its metadata names. What the server answers is the object as it is kept,
    /// with its name where `generateName` was given; for a TokenReview or SubjectAccessReview it is the review.
    ///
    /// @throws ApiFailure with status 409 when there is one of this name
    ObjectNode create(Resource resource, ObjectNode object) throws ApiFailure;

    /// Server-side apply: the fields of `object` become what they say and belong to `fieldManager`, also those that
    /// another manager had; fields that it set before and leaves out now go.
    ObjectNode apply(Resource resource, ObjectNode object, String fieldManager) throws ApiFailure;

    /// The same for the object's `status` alone. The object must exist.
    ObjectNode applyStatus(Resource resource, ObjectNode object, String fieldManager) throws ApiFailure;

    /// Writes the object unless it has changed since the `metadata.resourceVersion` that it carries.
    Replacement replace(Resource resource, ObjectNode object) throws ApiFailure;

    /// @param namespace empty for a resource without namespaces
    /// @param uid deletes only the very object, not one that has its name since
    /// @return false when there is no such object
    boolean delete(Resource resource, String namespace, String name, Optional<String> uid) throws ApiFailure;

    /// Ends every following and every request.
    @Override
    void close();
}
