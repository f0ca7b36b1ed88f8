package io.barewire.kubernetes.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/// ECDSA keys on P-256: what every client verifies, and made in a millisecond.
final class Keys {
    static final String SIGNATURE = "SHA256withECDSA";

    private Keys() {}

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no P-256", impossible);
        }
    }

    /// Whether what one signs, the other verifies.
    static boolean belong(PrivateKey secret, PublicKey known) {
        if (!secret.getAlgorithm().equals(known.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(
                    secret.getAlgorithm().equals("EC") ? SIGNATURE : "SHA256with" + secret.getAlgorithm());
            byte[] something = {1, 2, 3};
            signature.initSign(secret);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(known);
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
