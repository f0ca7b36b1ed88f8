package io.barewire.mesh.plan;

import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Password;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.Secret;
import io.barewire.wire.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts keys in the place of the Secrets that hold them. An object whose Secret is not there cannot be used: its
/// session would run unprotected.
final class Passwords {
    /// The object with keys, or why one is missing.
    sealed interface Outcome {
        record Resolved(FrrConfiguration configuration) implements Outcome {}

        /// @param path of the field that names the Secret
        record Missing(String path, String reason, String remedy) implements Outcome {}
    }

    private sealed interface Lookup {
        record Found(Password.Known password) implements Lookup {}

        record Fault(String reason, String remedy) implements Lookup {}
    }

    private static final String FIELD = "password";

    private final Map<ObjectKey, Secret> secrets;

    Passwords(Map<ObjectKey, Secret> secrets) {
        this.secrets = secrets;
    }

    Outcome resolve(FrrConfiguration configuration) {
        List<Router> routers = new ArrayList<>();
        for (Router router : configuration.routers()) {
            List<Neighbor> neighbors = new ArrayList<>();
            for (Neighbor neighbor : router.neighbors()) {
                if (!(neighbor.password().orElse(null) instanceof Password.InSecret(String name))) {
                    neighbors.add(neighbor);
                    continue;
                }
                switch (lookUp(new ObjectKey(configuration.key().namespace(), name), neighbor)) {
                    case Lookup.Found(Password.Known password) ->
                        neighbors.add(neighbor.withPassword(Optional.of(password)));
                    case Lookup.Fault(String reason, String remedy) -> {
                        return new Outcome.Missing(neighbor.path() + ".passwordSecret", reason, remedy);
                    }
                }
            }
            routers.add(router.withNeighbors(neighbors));
        }
        return new Outcome.Resolved(configuration.withRouters(routers));
    }

    /// In the texts of frr-k8s. None of them repeats a value.
    private Lookup lookUp(ObjectKey key, Neighbor neighbor) {
        Secret secret = secrets.get(key);
        if (secret == null) {
            return new Lookup.Fault(
                    "secret " + key.name() + " not found for neighbor " + neighbor.name(),
                    "a Secret " + key + " is needed");
        }
        String quoted = "\"" + key.namespace() + "\"/\"" + key.name() + "\"";
        if (!secret.type().equals(Secret.BASIC_AUTH)) {
            return new Lookup.Fault(
                    "secret type mismatch on " + quoted + ", type \"" + Secret.BASIC_AUTH + "\" is expected",
                    "make it anew with that type");
        }
        byte[] octets =
                withoutLineEnd(secret.data().getOrDefault(FIELD, Octets.NONE).toArray());
        if (octets.length == 0) {
            return new Lookup.Fault(
                    "password field not specified in the secret " + quoted, "put the key under " + FIELD);
        }
        if (octets.length > io.barewire.speaker.Secret.LONGEST) {
            return new Lookup.Fault(
                    "the password in the secret " + quoted + " is longer than " + io.barewire.speaker.Secret.LONGEST
                            + " octets",
                    "no kernel takes a longer key");
        }
        return new Lookup.Found(new Password.Known(io.barewire.speaker.Secret.of(octets)));
    }

    /// `echo KEY | base64` puts one there that FRR would take for the end of its line.
    private static byte[] withoutLineEnd(byte[] octets) {
        int length = octets.length;
        while (length > 0 && (octets[length - 1] == '\n' || octets[length - 1] == '\r')) {
            length--;
        }
        return Arrays.copyOf(octets, length);
    }
}
