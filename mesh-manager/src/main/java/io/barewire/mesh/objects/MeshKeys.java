package io.barewire.mesh.objects;

import io.barewire.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a Secret of type [#TYPE] holds: the keys that those of all pairs of nodes are derived from.
///
/// @param current of the keys the one that is used
/// @param keys by number, 16, 24 or 32 octets each: keys of AES
public record MeshKeys(Method method, int current, SortedMap<Integer, Octets> keys) {
    public static final String TYPE = "barewire.io/mesh-key";

    private static final String KEY = "key-";

    /// How segments are authenticated.
    public enum Method {
        TCP_MD5,
        TCP_AO
    }

    public MeshKeys {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException("current is " + current + ", and there is no " + KEY + current);
        }
        keys.forEach((number, key) -> {
            if (key.length() != 16 && key.length() != 24 && key.length() != 32) {
                throw new IllegalArgumentException(
                        KEY + number + " has " + key.length() + " octets; 32, 24 or 16 random ones are needed");
            }
        });
    }

    /// @throws IllegalArgumentException says what is wrong, and repeats no key
    public static MeshKeys of(Secret secret) {
        SortedMap<Integer, Octets> keys = new TreeMap<>();
        secret.data().forEach((name, value) -> {
            if (name.startsWith(KEY)) {
                keys.put(number(name.substring(KEY.length()), name), value);
            }
        });
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it holds no key: " + KEY + "1 is needed, with 32 random octets");
        }
        Method method = switch (text(secret, "method", "TCP-MD5")) {
            case "TCP-MD5" -> Method.TCP_MD5;
            case "TCP-AO" -> Method.TCP_AO;
            default -> throw new IllegalArgumentException("method is neither TCP-MD5 nor TCP-AO");
        };
        return new MeshKeys(
                method, number(text(secret, "current", keys.firstKey().toString()), "current"), keys);
    }

    private static String text(Secret secret, String name, String otherwise) {
        Octets value = secret.data().get(name);
        return value == null ? otherwise : new String(value.toArray(), StandardCharsets.UTF_8).strip();
    }

    /// What TCP-AO can name: RFC 5925 §3.1.
    private static int number(String digits, String name) {
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > 255) {
            throw new IllegalArgumentException(name + " does not say a key's number, 0 to 255");
        }
        return Integer.parseInt(digits);
    }

    /// Says nothing of the keys but their numbers.
    @Override
    public String toString() {
        return "MeshKeys[" + method + ", current " + current + ", keys " + keys.keySet() + "]";
    }
}
