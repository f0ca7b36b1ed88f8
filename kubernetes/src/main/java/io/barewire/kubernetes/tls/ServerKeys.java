package io.barewire.kubernetes.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The identity that a TLS server shows. Another one may be given to it at any time; connections that exist keep the
/// one they began with.
public final class ServerKeys extends X509ExtendedKeyManager {
    /// A handshake asks for certificates and for the key one after the other, so the last identity is still to be had.
    private record Shown(Identity now, Identity before) {}

    private volatile Shown shown;

    public ServerKeys(Identity identity) {
        this.shown = new Shown(identity, identity);
    }

    public Identity identity() {
        return shown.now();
    }

    public synchronized void replace(Identity newer) {
        shown = new Shown(newer, shown.now());
    }

    /// For a server that asks its clients for no certificate.
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, null, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    private @Nullable String alias(String keyType) {
        Identity now = shown.now();
        return keyType.equals(now.key().getAlgorithm()) ? alias(now) : null;
    }

    private static String alias(Identity identity) {
        return identity.certificate().getSerialNumber().toString();
    }

    private Identity of(String alias) {
        Shown both = shown;
        return alias.equals(alias(both.before())) ? both.before() : both.now();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
