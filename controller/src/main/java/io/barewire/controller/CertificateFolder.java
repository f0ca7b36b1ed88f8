package io.barewire.controller;

import io.barewire.kubernetes.tls.CertificateFault;
import io.barewire.kubernetes.tls.Identity;
import io.barewire.kubernetes.tls.ServerKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate that somebody else keeps, such as cert-manager in a mounted Secret: looked at every few seconds, as
/// kubelet changes such folders by renaming links.
final class CertificateFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFolder.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Path folder;
    private final ServerKeys keys;
    private final OwnThread thread;
    private volatile boolean shown;
    private String complaint = "";

    CertificateFolder(Path folder, ServerKeys keys) {
        this.folder = folder;
        this.keys = keys;
        this.thread = new OwnThread("certificate-folder", this::run);
    }

    void start() {
        look();
        thread.start();
    }

    /// Whether a certificate of the folder is shown.
    boolean shown() {
        return shown;
    }

    private void run() throws InterruptedException {
        while (true) {
            Thread.sleep(PERIOD);
            look();
        }
    }

    private void look() {
        try {
            Identity found = Identity.parse(
                    Files.readString(folder.resolve("tls.crt")), Files.readString(folder.resolve("tls.key")));
            if (!shown || !found.certificate().equals(keys.identity().certificate())) {
                keys.replace(found);
                LOG.info("the certificate shown is good until {}", found.notAfter());
            }
            shown = true;
            complaint = "";
        } catch (IOException | CertificateFault unusable) {
            String why = String.valueOf(unusable.getMessage());
            if (!why.equals(complaint)) {
                LOG.warn("no certificate to use in {}: {}; tls.crt and tls.key in PEM are needed", folder, why);
            }
            complaint = why;
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
