package io.barewire.mesh.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.ClusterSnapshot;
import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.objects.FrrConfiguration.Password;
import io.barewire.mesh.objects.MeshKeys;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.Secret;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which Secrets are followed: the mesh's, and those that FRRConfigurations name for passwords. Belongs to the thread
/// of [ClusterSource].
final class WantedSecrets {
    /// One watch for each name is what a role with `resourceNames` allows; but each is a connection. Of more names one
    /// watch has all.
    private static final int MOST_BY_NAME = 8;

    private final String namespace;
    private final ObjectKey meshKeys;
    private Set<String> passwords = Set.of();

    /// Those of them that the watch of all did not bring: absent, or of another type.
    private Set<String> missing = Set.of();

    WantedSecrets(ClusterSourceConfig config) {
        this.namespace = config.namespace();
        this.meshKeys = new ObjectKey(namespace, config.meshKeySecret());
    }

    /// @return whether other Secrets than before are named
    boolean take(ClusterSnapshot snapshot) {
        Set<String> before = passwords;
        passwords = snapshot.frrConfigurations().values().stream()
                .flatMap(configuration -> configuration.routers().stream())
                .flatMap(router -> router.neighbors().stream())
                .flatMap(neighbor -> neighbor.password().stream())
                .flatMap(password -> password instanceof Password.InSecret(String name) ? Stream.of(name) : Stream.of())
                .collect(Collectors.toSet());
        return !passwords.equals(before);
    }

    /// What the watch of all has brought. A few of those that it did not bring are looked for by name, which
    /// tells one of the wrong type from one that is not there.
    void brought(Collection<Decoded> all) {
        Set<String> found = all.stream()
                .flatMap(each -> switch (each) {
                    case Decoded.Good good -> Stream.of(good.id().key().name());
                    case Decoded.Broken broken -> Stream.of(broken.id().key().name());
                    case Decoded.Ignored _, Decoded.Unidentified _ -> Stream.<String>of();
                })
                .collect(Collectors.toSet());
        missing = passwords.stream()
                .filter(name -> !found.contains(name))
                .sorted()
                .limit(MOST_BY_NAME)
                .collect(Collectors.toSet());
    }

    /// @param oneByOne what is many is followed by name all the same, as the role does not allow anything else: then
    ///     those that it lists bound their number
    Set<Selection> passwords(boolean oneByOne) {
        Set<Selection> wanted = new HashSet<>();
        boolean many = passwords.size() > MOST_BY_NAME;
        if (many) {
            wanted.add(allPasswords());
        }
        Set<String> byName = many && !oneByOne ? missing : passwords;
        byName.forEach(name -> wanted.add(named(name)));
        return wanted;
    }

    /// Every Secret of the namespace that can hold a password. The type spares us the others, such as those of Helm.
    Selection allPasswords() {
        return new Selection(Resource.SECRETS, namespace, "", "type=" + Secret.BASIC_AUTH);
    }

    /// Whether what [#allPasswords] brings is kept.
    boolean isNamed(ObjectNode secret) {
        return passwords.contains(secret.path("metadata").path("name").asText(""));
    }

    Selection meshKeys() {
        return named(meshKeys.name());
    }

    /// A mesh without keys may be meant or not.
    ///
    /// @param found what there is of the mesh's Secret
    /// @param forbidden whether the server does not let us look
    Optional<Problem> problem(Collection<Decoded> found, boolean forbidden) {
        if (found.isEmpty() && forbidden) {
            return Optional.of(problem(
                    Severity.WARNING,
                    "",
                    "may not be read, so sessions of the managed mesh are not authenticated, be there one or not",
                    "let this agent get, list and watch it"));
        }
        if (found.isEmpty()) {
            return Optional.of(problem(
                    Severity.INFO,
                    "",
                    "there is none, so sessions of the managed mesh are not authenticated",
                    "one of type " + MeshKeys.TYPE + " gives them keys"));
        }
        return found.stream()
                .flatMap(each -> each instanceof Decoded.Good(var _, Secret secret, var _)
                        ? Stream.of(secret.type())
                        : Stream.of())
                .filter(type -> !type.equals(MeshKeys.TYPE))
                .findFirst()
                .map(type -> problem(
                        Severity.ERROR,
                        "type",
                        "is " + type + ", so it gives the sessions of the managed mesh no keys",
                        "make it anew with type " + MeshKeys.TYPE));
    }

    private Problem problem(Severity severity, String path, String reason, String remedy) {
        return new Problem(severity, Origin.NONE, "Secret " + meshKeys, path, reason, remedy);
    }

    private Selection named(String name) {
        return Selection.in(Resource.SECRETS, namespace).named(name);
    }
}
