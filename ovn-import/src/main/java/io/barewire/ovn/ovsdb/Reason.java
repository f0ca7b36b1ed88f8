package io.barewire.ovn.ovsdb;

import javax.net.ssl.SSLException;

/// Why something of the platform failed, in a line.
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            if (root instanceof SSLException) {
                // what is below it does not say that it is about TLS
                return "TLS: " + root.getMessage();
            }
            root = root.getCause();
        }
        String message = root.getMessage();
        String said = message == null || message.isEmpty() ? root.getClass().getSimpleName() : message;
        return root instanceof SSLException ? "TLS: " + said : said;
    }
}
