package io.barewire.daemon.http;

import java.net.InetAddress;

/// What a page may know of the request for it.
///
/// @param client that it came from
/// @param accept the header, empty when there is none
/// @param authorization the same; a secret
public record Request(InetAddress client, String accept, String authorization) {
    /// Without the secret.
    @Override
    public String toString() {
        return "Request[" + client.getHostAddress() + ", " + accept
                + (authorization.isEmpty() ? "]" : ", with credentials]");
    }
}
