package io.barewire.ovn.ovsdb;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/// TLS as Open vSwitch's own clients speak it: both sides show a certificate of an authority that the other knows. The
/// name in the server's is not compared with anything, because ovs-pki(8) writes none that could be.
final class TlsContexts {
    private TlsContexts() {}

    /// @throws SSLException when a file cannot be used; says which
    static SslContext of(TlsFiles files) throws SSLException {
        for (Path file : new Path[] {files.privateKey(), files.certificate(), files.caCertificate()}) {
            if (!Files.isReadable(file)) {
                throw new SSLException("cannot read " + file);
            }
        }
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .endpointIdentificationAlgorithm(null)
                    .keyManager(files.certificate().toFile(), files.privateKey().toFile())
                    .trustManager(files.caCertificate().toFile())
                    .build();
        } catch (IllegalArgumentException unusable) {
            throw new SSLException(
                    "%s, %s and %s are not a PKCS #8 key, its certificate and an authority's, in PEM"
                            .formatted(files.privateKey(), files.certificate(), files.caCertificate()),
                    unusable);
        }
    }
}
