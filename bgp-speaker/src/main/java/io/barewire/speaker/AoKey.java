package io.barewire.speaker;

/// A key of the TCP Authentication Option (RFC 5925 §3.1). Both ends have it, each with the other's identifiers turned
/// around.
///
/// @param sendId what our segments name it by, 0 to 255
/// @param receiveId what the peer's segments name it by, 0 to 255
public record AoKey(int sendId, int receiveId, Algorithm algorithm, Secret key) {
    /// RFC 5926: both are to be implemented.
    public enum Algorithm {
        HMAC_SHA_1_96("hmac(sha1)"),
        AES_128_CMAC_96("cmac(aes128)");

        private final String kernelName;

        Algorithm(String kernelName) {
            this.kernelName = kernelName;
        }

        /// What the kernel calls it.
        public String kernelName() {
            return kernelName;
        }
    }

    public AoKey {
        if (sendId < 0 || sendId > 255 || receiveId < 0 || receiveId > 255) {
            throw new IllegalArgumentException("key identifiers " + sendId + " and " + receiveId + " are not 0 to 255");
        }
    }
}
