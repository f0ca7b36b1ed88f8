package io.barewire.kubernetes.tls;

/// A certificate or key that was given cannot be used; the message says why, and quotes no key.
public final class CertificateFault extends Exception {
    private static final long serialVersionUID = 1;

    public CertificateFault(String message) {
        super(message);
    }
}
