package io.barewire.daemon.http;

import io.barewire.kubernetes.tls.CertificateAuthority;
import io.barewire.kubernetes.tls.CertificateFault;
import io.barewire.kubernetes.tls.Identity;
import io.barewire.kubernetes.tls.ServerKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that the agent's pages are served with, and whoever keeps it fresh: another one is shown from the
/// next connection on, without a restart.
public final class ServingCertificate implements AutoCloseable {
    /// Kubelet takes a minute or so to bring a changed Secret; nobody waits for this.
    private static final Duration LOOK = Duration.ofSeconds(10);

    private static final Duration SELF_MADE_LASTS = Duration.ofDays(365);
    private static final Logger LOG = LoggerFactory.getLogger(ServingCertificate.class);

    /// Where identities come from.
    private interface Origin {
        /// The one to be shown now; empty when it is `shown` still.
        Optional<Identity> newer(Identity shown) throws CertificateFault;
    }

    private final ServerKeys keys;
    private final Origin origin;
    private final Duration pause;
    private final CountDownLatch closing = new CountDownLatch(1);

    private ServingCertificate(Identity first, Origin origin, Duration pause) {
        this.keys = new ServerKeys(first);
        this.origin = origin;
        this.pause = pause;
        var _ = Thread.ofVirtual().name("certificate").start(this::keepFresh);
    }

    /// The one in `tls.crt` and `tls.key` of a folder, such as a mounted Secret.
    ///
    /// @throws CertificateFault when there is none that can be used
    public static ServingCertificate mounted(Path folder) throws CertificateFault {
        return mounted(folder, LOOK);
    }

    static ServingCertificate mounted(Path folder, Duration pause) throws CertificateFault {
        return new ServingCertificate(
                read(folder),
                shown -> {
                    Identity now = read(folder);
                    return now.chain().equals(shown.chain()) ? Optional.empty() : Optional.of(now);
                },
                pause);
    }

    private static Identity read(Path folder) throws CertificateFault {
        Path certificate = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        try {
            return Identity.parse(Files.readString(certificate), Files.readString(key));
        } catch (IOException unreadable) {
            throw new CertificateFault("tls.crt and tls.key cannot be read in " + folder + ": " + unreadable);
        }
    }

    /// One that nobody vouches for, for clients that do not verify, as frr-k8s has it where none is mounted.
    ///
    /// @param names of this host; at least one
    public static ServingCertificate selfMade(List<String> names, InstantSource clock) {
        return new ServingCertificate(
                make(names, clock),
                shown -> clock.instant().isAfter(shown.notAfter().minus(SELF_MADE_LASTS.dividedBy(3)))
                        ? Optional.of(make(names, clock))
                        : Optional.empty(),
                LOOK);
    }

    private static Identity make(List<String> names, InstantSource clock) {
        return CertificateAuthority.create("barewire", clock.instant(), SELF_MADE_LASTS)
                .issue(names, List.of(), clock.instant(), SELF_MADE_LASTS);
    }

    /// For any number of servers.
    public SSLContext context() {
        return keys.context();
    }

    Identity identity() {
        return keys.identity();
    }

    private void keepFresh() {
        String complained = "";
        try {
            while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    Optional<Identity> newer = origin.newer(keys.identity());
                    newer.ifPresent(keys::replace);
                    newer.ifPresent(identity -> LOG.info("another certificate is served: {}", identity));
                    complained = "";
                } catch (CertificateFault fault) {
                    String why = String.valueOf(fault.getMessage());
                    if (!why.equals(complained)) {
                        LOG.error("the certificate stays as it is: {}", why);
                    }
                    complained = why;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
