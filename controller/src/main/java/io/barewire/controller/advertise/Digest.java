package io.barewire.controller.advertise;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeMap;

/// Stands for a tree of which it is to be known only whether it is the same: thousands of objects with long lists are
/// too much to keep. The order of members makes no difference.
record Digest(long high, long low) {
    static Digest of(JsonNode tree) {
        MessageDigest sha = sha256();
        add(tree, sha);
        ByteBuffer octets = ByteBuffer.wrap(sha.digest());
        return new Digest(octets.getLong(), octets.getLong());
    }

    static Digest of(String text) {
        ByteBuffer octets = ByteBuffer.wrap(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
        return new Digest(octets.getLong(), octets.getLong());
    }

    private static void add(JsonNode tree, MessageDigest into) {
        into.update((byte) (tree.isNumber() ? 'n' : tree.getNodeType().name().charAt(0)));
        if (tree.isObject()) {
            TreeMap<String, JsonNode> members = new TreeMap<>();
            tree.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            members.forEach((name, value) -> {
                text(name, into);
                add(value, into);
            });
        } else if (tree.isArray()) {
            tree.forEach(element -> add(element, into));
        } else {
            text(tree.asText(), into);
        }
        into.update((byte) 0xFF); // is in no UTF-8, so nothing else reads like an end
    }

    private static void text(String text, MessageDigest into) {
        into.update(text.getBytes(StandardCharsets.UTF_8));
        into.update((byte) 0xFE);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /// As it goes into a name: 16 hexadecimal digits.
    String shortText() {
        return String.format("%016x", high);
    }
}
