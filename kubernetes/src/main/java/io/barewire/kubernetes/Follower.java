package io.barewire.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Is told what becomes of the objects of a [Selection], by one thread, one call at a time. It may block; then the
/// API server waits. After something was missed the whole list is told again, between `listing` and `listed`; so an
/// object may be told as it was before, and a deletion may be told by its absence from a list.
public interface Follower {
    /// A list begins. A second `listing` without `listed` between them: the first list could not be finished.
    void listing();

    /// An object as it is now; within a list or after it.
    void object(ObjectNode object);

    /// Deleted, or no longer selected; its last state.
    void gone(ObjectNode object);

    /// The list is complete: whatever was not told since `listing` does not exist.
    void listed();

    /// The API server cannot be asked at the moment, which is tried again and again. Told each time; the next call of
    /// `listed` or `resumed` says that it is over.
    void failed(ApiFailure failure);

    /// The server can be watched again, from where we were; if it has forgotten that moment, a list follows.
    void resumed();
}
