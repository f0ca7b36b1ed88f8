package io.barewire.kubernetes.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/// A private key and the certificates that vouch for it.
///
/// @param chain the key's own first
public record Identity(PrivateKey key, List<X509Certificate> chain) {
    public Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate of the key");
        }
    }

    /// Its own certificate.
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    /// Reads what a Secret of type `kubernetes.io/tls` holds.
    ///
    /// @param certificates PEM, `tls.crt`
    /// @param key PEM, `tls.key`: PKCS #8, or what OpenSSL writes for EC and RSA keys; not encrypted
    /// @throws CertificateFault when they are not that, or do not belong to each other
    public static Identity parse(String certificates, String key) throws CertificateFault {
        List<X509Certificate> chain = certificates(certificates);
        PrivateKey secret = key(key);
        Identity identity = new Identity(secret, chain);
        if (!Keys.belong(secret, identity.certificate().getPublicKey())) {
            throw new CertificateFault("the key is not that of the certificate "
                    + identity.certificate().getSubjectX500Principal().getName());
        }
        return identity;
    }

    /// All certificates of a PEM text.
    static List<X509Certificate> certificates(String pem) throws CertificateFault {
        List<X509Certificate> chain = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemObject object = parser.readPemObject(); object != null; object = parser.readPemObject()) {
                if (object.getType().equals("CERTIFICATE")) {
                    chain.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(object.getContent())));
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            throw new CertificateFault("no readable certificate: " + unreadable.getMessage());
        }
        if (chain.isEmpty()) {
            throw new CertificateFault("there is no certificate in it");
        }
        return chain;
    }

    private static PrivateKey key(String pem) throws CertificateFault {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                // OpenSSL writes the parameters of an EC key before it.
                if (object instanceof PEMKeyPair pair) {
                    return key(pair.getPrivateKeyInfo());
                }
                if (object instanceof PrivateKeyInfo info) {
                    return key(info);
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            // Not the message: it might quote the key.
            throw new CertificateFault("no readable private key");
        }
        throw new CertificateFault("there is no unencrypted private key in it");
    }

    private static PrivateKey key(PrivateKeyInfo info) throws IOException, GeneralSecurityException {
        AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
        String name = algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : "RSA";
        return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    /// `tls.crt`.
    public String certificatesPem() {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (X509Certificate certificate : chain) {
                writer.writeObject(certificate);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory refuses to be written", impossible);
        }
        return text.toString();
    }

    /// `tls.key`, PKCS #8.
    public String keyPem() {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new PemObject("PRIVATE KEY", key.getEncoded()));
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory refuses to be written", impossible);
        }
        return text.toString();
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal().getName() + ", until " + notAfter() + "]";
    }
}
