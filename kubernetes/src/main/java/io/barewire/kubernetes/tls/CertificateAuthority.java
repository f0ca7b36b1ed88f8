package io.barewire.kubernetes.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Vouches for servers and clients of ours to those that are given its certificate.
///
/// @param identity its key and its own certificate, signed by itself
public record CertificateAuthority(Identity identity) {
    /// Clocks of a cluster differ: what was issued now must be good for one that is behind.
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final int SERIAL_BITS = 128;

    /// A new authority, good from `now` for `validity`.
    public static CertificateAuthority create(String name, Instant now, Duration validity) {
        KeyPair keys = Keys.generate();
        try {
            X500Principal subject = named(name);
            JcaX509v3CertificateBuilder builder = builder(subject, subject, keys, now, validity);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(
                    Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new CertificateAuthority(new Identity(keys.getPrivate(), List.of(sign(builder, keys.getPrivate()))));
        } catch (IOException | GeneralSecurityException | OperatorCreationException impossible) {
            throw new IllegalStateException("a certificate cannot be made", impossible);
        }
    }

    /// A new key and certificate for a server that clients know by these names. It ends with the authority at the
    /// latest.
    ///
    /// @param dnsNames at least one; the first becomes the subject, as far as 64 characters go
    /// @param addresses IP addresses as text
    public Identity issue(List<String> dnsNames, List<String> addresses, Instant now, Duration validity) {
        List<GeneralName> names = new ArrayList<>();
        dnsNames.forEach(dns -> names.add(new GeneralName(GeneralName.dNSName, dns)));
        addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        return issue(dnsNames.getFirst(), names, KeyPurposeId.id_kp_serverAuth, now, validity);
    }

    /// A new key and certificate for a client that servers know by its subject. It ends with the authority at the
    /// latest.
    ///
    /// @param user becomes the subject's common name, as far as 64 characters go
    public Identity issueForClient(String user, Instant now, Duration validity) {
        return issue(user, List.of(), KeyPurposeId.id_kp_clientAuth, now, validity);
    }

    private Identity issue(
            String subject, List<GeneralName> names, KeyPurposeId purpose, Instant now, Duration validity) {
        KeyPair keys = Keys.generate();
        Duration left = Duration.between(now, identity.notAfter());
        try {
            JcaX509v3CertificateBuilder builder = builder(
                    identity.certificate().getSubjectX500Principal(),
                    named(subject.substring(0, Math.min(64, subject.length()))),
                    keys,
                    now,
                    validity.compareTo(left) < 0 ? validity : left);
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(identity.certificate().getPublicKey()));
            return new Identity(keys.getPrivate(), List.of(sign(builder, identity.key())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException impossible) {
            throw new IllegalStateException("a certificate cannot be made", impossible);
        }
    }

    /// Whatever characters the name has.
    private static X500Principal named(String name) throws IOException {
        return new X500Principal(new X500NameBuilder()
                .addRDN(BCStyle.CN, new DERUTF8String(name))
                .build()
                .getEncoded());
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, KeyPair keys, Instant now, Duration validity) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(validity)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        // The JDK signs: none of its providers is replaced.
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(Keys.SIGNATURE).build(key)));
    }
}
