package io.barewire.daemon.http;

/// What a page may know of the request for it.
///
/// @param accept the header, empty when there is none
/// @param authorization the same; a secret
public record Request(String accept, String authorization) {
    /// Without the secret.
    @Override
    public String toString() {
        return "Request[" + accept + (authorization.isEmpty() ? "]" : ", with credentials]");
    }
}
