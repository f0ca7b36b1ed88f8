package io.barewire.kubernetes.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts servers that the certificates in a file vouch for, as it is at each handshake, and no others. While it cannot
/// be read, those that it held last count: whoever replaces it may be in the midst of that.
///
/// Any thread may call.
public final class FileTrust extends X509ExtendedTrustManager {
    private record Loaded(String pem, X509ExtendedTrustManager manager) {}

    private final Path file;
    private volatile Loaded loaded;

    private FileTrust(Path file, Loaded loaded) {
        this.file = file;
        this.loaded = loaded;
    }

    /// @param file certificates of authorities, in PEM
    /// @throws CertificateFault when there is none that can be read
    public static FileTrust of(Path file) throws CertificateFault {
        try {
            return new FileTrust(file, load(Files.readString(file)));
        } catch (IOException | GeneralSecurityException unusable) {
            throw new CertificateFault("no readable certificate in " + file + ": " + unusable.getMessage());
        }
    }

    /// For a client. Who resumes a session asks nobody whether the server is to be trusted still, so that one may be
    /// resumed for a second only, the least that Java knows: by then a handshake looks into the file again.
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            context.getClientSessionContext().setSessionTimeout(1);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }

    private static Loaded load(String pem) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        if (certificates.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (Certificate certificate : certificates) {
            trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return Arrays.stream(factory.getTrustManagers())
                .flatMap(each -> each instanceof X509ExtendedTrustManager manager
                        ? Stream.of(new Loaded(pem, manager))
                        : Stream.of())
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this Java verifies no certificates"));
    }

    private X509ExtendedTrustManager now() {
        Loaded last = loaded;
        try {
            String pem = Files.readString(file);
            if (!pem.equals(last.pem())) {
                last = load(pem);
                loaded = last;
            }
        } catch (IOException | GeneralSecurityException _) {
            // what was there last counts
        }
        return last.manager();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        now().checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        now().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        now().checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        now().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        now().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        now().checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return now().getAcceptedIssuers();
    }
}
