package io.barewire.speaker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A key shared with a peer. It can be compared and used, and is never shown.
public final class Secret {
    /// What the kernel takes (`TCP_MD5SIG_MAXKEYLEN`, `TCP_AO_MAXKEYLEN`).
    public static final int LONGEST = 80;

    private final byte[] octets;

    private Secret(byte[] octets) {
        if (octets.length < 1 || octets.length > LONGEST) {
            throw new IllegalArgumentException("a key has 1 to 80 octets, not " + octets.length);
        }
        this.octets = octets;
    }

    /// The text in UTF-8.
    public static Secret of(String text) {
        return new Secret(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Secret of(byte[] octets) {
        return new Secret(octets.clone());
    }

    /// A copy, for whoever hands it to the kernel.
    public byte[] octets() {
        return octets.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && Arrays.equals(octets, secret.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /// Says nothing, not even how long it is.
    @Override
    public String toString() {
        return "(secret)";
    }
}
