package io.barewire.mesh.plan;

import io.barewire.mesh.objects.MeshKeys;
import io.barewire.mesh.objects.Node;
import io.barewire.speaker.AoKey;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What authenticates the sessions of two nodes: keys of their own, derived from the mesh's, the same at both ends. Who
/// learns one pair's key can speak for neither of them to a third.
final class PairKeys {
    /// Which key a node is to use, while nodes are led from one to another: a label, because Nodes have those at hand.
    static final String NODE_LABEL = "barewire.io/mesh-key";

    private static final int OCTETS = 32;

    private PairKeys() {}

    static Protection protection(MeshKeys keys, Node one, Node other) {
        return switch (keys.method()) {
            case TCP_MD5 -> new Protection.Md5(key(keys, agreed(keys, one, other), one, other));
            case TCP_AO -> {
                List<AoKey> chain = new ArrayList<>();
                int first = agreed(keys, one, other);
                chain.add(aoKey(keys, first, one, other));
                keys.keys().keySet().stream()
                        .filter(number -> number != first)
                        .forEach(number -> chain.add(aoKey(keys, number, one, other)));
                yield new Protection.Ao(chain);
            }
        };
    }

    /// A pair changes over when both of its nodes have been told to, so that one label costs the sessions of one node.
    private static int agreed(MeshKeys keys, Node one, Node other) {
        int ours = wanted(keys, one);
        return ours == wanted(keys, other) ? ours : keys.current();
    }

    private static int wanted(MeshKeys keys, Node node) {
        return keys.keys().keySet().stream()
                .filter(number -> number.toString().equals(node.labels().get(NODE_LABEL)))
                .findFirst()
                .orElse(keys.current());
    }

    private static AoKey aoKey(MeshKeys keys, int number, Node one, Node other) {
        return new AoKey(number, number, AoKey.Algorithm.AES_128_CMAC_96, key(keys, number, one, other));
    }

    /// In hexadecimal digits, which any other daemon takes for a password, too: 64 of the 80 octets that fit.
    private static Secret key(MeshKeys keys, int number, Node one, Node other) {
        byte[] master =
                Optional.ofNullable(keys.keys().get(number)).orElseThrow().toArray();
        return Secret.of(HexFormat.of().formatHex(CounterModeKdf.derive(master, fixedInput(keys, one, other), OCTETS)));
    }

    /// Label, zero, context, length in bits (SP 800-108 §4). The names in their order, since each end begins with
    /// itself; no name has a zero in it.
    private static byte[] fixedInput(MeshKeys keys, Node one, Node other) {
        boolean inOrder = one.name().compareTo(other.name()) < 0;
        byte[] text = String.join(
                        "\0",
                        "barewire mesh " + keys.method(),
                        inOrder ? one.name() : other.name(),
                        inOrder ? other.name() : one.name())
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(text.length + Integer.BYTES)
                .put(text)
                .putInt(OCTETS * Byte.SIZE)
                .array();
    }
}
