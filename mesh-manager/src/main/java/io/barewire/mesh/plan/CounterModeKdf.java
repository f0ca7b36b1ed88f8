package io.barewire.mesh.plan;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.KDFCounterBytesGenerator;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KDFCounterParameters;

/// The key derivation function in counter mode of NIST SP 800-108 §4.1 over AES-CMAC, its counter of 32 bits first.
final class CounterModeKdf {
    private static final int COUNTER_BITS = 32;

    private CounterModeKdf() {}

    /// @param key of AES
    /// @param fixedInput what the derived key is for
    /// @param length of it, in octets
    static byte[] derive(byte[] key, byte[] fixedInput, int length) {
        KDFCounterBytesGenerator generator = new KDFCounterBytesGenerator(new CMac(AESEngine.newInstance()));
        generator.init(new KDFCounterParameters(key, fixedInput, COUNTER_BITS));
        byte[] derived = new byte[length];
        generator.generateBytes(derived, 0, length);
        return derived;
    }
}
