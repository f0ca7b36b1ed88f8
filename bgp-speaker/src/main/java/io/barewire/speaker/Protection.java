package io.barewire.speaker;

/// How segments to and from a peer are authenticated, so that nobody else can end or enter the session.
public sealed interface Protection {
    record None() implements Protection {}

    /// The TCP MD5 signature option (RFC 2385).
    record Md5(Secret key) implements Protection {}

    static Protection none() {
        return new None();
    }

    static Protection md5(String password) {
        return new Md5(Secret.of(password));
    }
}
