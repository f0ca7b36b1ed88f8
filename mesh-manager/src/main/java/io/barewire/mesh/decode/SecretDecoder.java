package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.objects.MeshKeys;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.Secret;
import io.barewire.wire.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads a Secret. No fault text repeats a value.
final class SecretDecoder {
    private SecretDecoder() {}

    static Optional<Secret> decode(Field root, Origin origin, ObjectKey key, Faults faults) {
        Map<String, Octets> data = new LinkedHashMap<>();
        Field encoded = root.member("data");
        encoded.texts().forEach((name, text) -> {
            try {
                // kubectl accepts line breaks in base64, as `base64` prints them
                data.put(name, Octets.of(Base64.getDecoder().decode(text.replaceAll("\\s", ""))));
            } catch (IllegalArgumentException bad) {
                encoded.member(name).error("not base64", "encode it, or use stringData for plain text");
            }
        });
        root.member("stringData")
                .texts()
                .forEach((name, text) -> data.put(name, Octets.of(text.getBytes(StandardCharsets.UTF_8))));
        Secret secret = new Secret(key, origin, root.member("type").text().orElse("Opaque"), data);
        if (secret.type().equals(MeshKeys.TYPE)) {
            try {
                MeshKeys.of(secret);
            } catch (IllegalArgumentException bad) {
                root.member("data").error(String.valueOf(bad.getMessage()), "nodes go on with the keys they have");
            }
        }
        return faults.anyError() ? Optional.empty() : Optional.of(secret);
    }
}
