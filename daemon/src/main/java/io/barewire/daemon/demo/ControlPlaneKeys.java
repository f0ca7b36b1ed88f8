package io.barewire.daemon.demo;

import io.barewire.kubernetes.tls.CertificateAuthority;
import io.barewire.kubernetes.tls.Identity;
import io.barewire.mesh.manifests.FileFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Certificates, keys and tokens of a control plane, as files that its programs read: `NAME.crt` and `NAME.key` for the
/// servers (`serve`), for the one that speaks for others (`proxy`) and for what signs tokens (`accounts`).
final class ControlPlaneKeys {
    /// A lab that is kept for a week is still one that can be looked at.
    private static final Duration VALIDITY = Duration.ofDays(30);

    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");
    private static final int TOKEN_OCTETS = 16;
    private static final String TOKENS = "tokens.csv";

    private final Path folder;
    private final List<String> users = new ArrayList<>();

    private ControlPlaneKeys(Path folder) {
        this.folder = folder;
    }

    /// Users are still to be added.
    ///
    /// @param names DNS names of the servers
    /// @param addresses their IP addresses
    static ControlPlaneKeys make(Path folder, List<String> names, List<String> addresses) {
        ControlPlaneKeys keys = new ControlPlaneKeys(folder);
        Instant now = Instant.now();
        CertificateAuthority authority = CertificateAuthority.create("barewire-demo", now, VALIDITY);
        keys.write("ca.crt", authority.identity().certificatesPem());
        keys.write("serve", authority.issue(names, addresses, now, VALIDITY));
        keys.write("proxy", authority.issueForClient("proxy", now, VALIDITY));
        keys.write("accounts", authority.issueForClient("accounts", now, VALIDITY));
        return keys;
    }

    /// Who may do everything.
    ///
    /// @return his token
    String addAdmin() {
        return addUser("admin", "system:masters");
    }

    /// Who may do what the roles of a ServiceAccount allow.
    ///
    /// @return its token
    String addServiceAccount(String namespace, String name) {
        return addUser("system:serviceaccount:" + namespace + ":" + name, "system:serviceaccounts");
    }

    private String addUser(String name, String group) {
        String token = token();
        users.add(String.join(",", token, name, name, group));
        write(TOKENS, String.join("\n", users) + "\n");
        return token;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    static Path kubeconfig(Path folder, String name) {
        return folder.resolve(name + ".kubeconfig");
    }

    /// Writes a kubeconfig file for whoever has the token.
    Path kubeconfig(String name, String server, String token) {
        return write(kubeconfig(folder, name).getFileName().toString(), """
                apiVersion: v1
                kind: Config
                clusters: [{name: demo, cluster: {server: "%s", certificate-authority: %s}}]
                users: [{name: user, user: {token: %s}}]
                contexts: [{name: demo, context: {cluster: demo, user: user}}]
                current-context: demo
                """.formatted(server, file("ca.crt"), token));
    }

    private static String token() {
        byte[] octets = new byte[TOKEN_OCTETS];
        new SecureRandom().nextBytes(octets);
        return HexFormat.of().formatHex(octets);
    }

    private void write(String name, Identity identity) {
        write(name + ".crt", identity.certificatesPem());
        write(name + ".key", identity.keyPem());
    }

    private Path write(String name, String text) {
        Path file = file(name);
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWN));
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new StepFailure("cannot write " + file + ": " + FileFault.of(file, e), e);
        }
    }
}
