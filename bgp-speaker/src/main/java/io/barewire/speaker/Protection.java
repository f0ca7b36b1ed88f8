package io.barewire.speaker;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How segments to and from a peer are authenticated, so that nobody else can end or enter the session.
public sealed interface Protection {
    record None() implements Protection {}

    /// The TCP MD5 signature option (RFC 2385).
    record Md5(Secret key) implements Protection {}

    /// The TCP Authentication Option (RFC 5925), where the kernel has it.
    ///
    /// Keys change without a reset as long as one stays: first both ends get the new one, then both put it first,
    /// then both drop the old one.
    ///
    /// @param keys the first one signs our segments and is asked for in the peer's; all of them are accepted
    record Ao(List<AoKey> keys) implements Protection {
        public Ao {
            keys = List.copyOf(keys);
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("TCP-AO needs a key");
            }
            Set<Integer> sent = new HashSet<>();
            Set<Integer> received = new HashSet<>();
            for (AoKey key : keys) {
                if (!sent.add(key.sendId()) || !received.add(key.receiveId())) {
                    throw new IllegalArgumentException("two TCP-AO keys have the same identifier");
                }
            }
        }
    }

    static Protection none() {
        return new None();
    }

    static Protection md5(String password) {
        return new Md5(Secret.of(password));
    }

    static Protection ao(AoKey... keys) {
        return new Ao(List.of(keys));
    }

    /// A session that has this one may go on with `next`: it is the same, or another chain that shares a key with it.
    default boolean rollsOverTo(Protection next) {
        return equals(next)
                || (this instanceof Ao(List<AoKey> ours)
                        && next instanceof Ao(List<AoKey> theirs)
                        && ours.stream().anyMatch(theirs::contains));
    }
}
