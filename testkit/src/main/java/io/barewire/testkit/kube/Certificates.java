package io.barewire.testkit.kube;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The certificates of a test cluster in a folder, made with the JDK's own keytool: `ca.crt`, and key and certificate
/// of the servers (`serve`), of the one that speaks for others (`proxy`) and of what signs tokens (`accounts`).
public final class Certificates {
    private static final char[] PASSWORD = "for-tests".toCharArray();
    private static final String NAMES = "san=dns:localhost,dns:kubernetes,dns:kubernetes.default,"
            + "dns:kubernetes.default.svc,dns:crd-server.kube-system.svc,ip:127.0.0.1";

    private Certificates() {}

    public static void make(Path folder) throws IOException, GeneralSecurityException {
        Path store = folder.resolve("certificates.p12");
        keytool(store, "ca", "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign,cRLSign");
        keytool(store, "serve", "-signer", "ca", "-ext", NAMES, "-ext", "eku=serverAuth");
        keytool(store, "proxy", "-signer", "ca", "-ext", "eku=clientAuth");
        keytool(store, "accounts", "-signer", "ca");
        KeyStore keys = load(store);
        pem(folder.resolve("ca.crt"), "CERTIFICATE", keys.getCertificate("ca").getEncoded());
        for (String name : List.of("serve", "proxy", "accounts")) {
            pem(
                    folder.resolve(name + ".crt"),
                    "CERTIFICATE",
                    keys.getCertificate(name).getEncoded());
            Key key = keys.getKey(name, PASSWORD);
            pem(folder.resolve(name + ".key"), "PRIVATE KEY", key.getEncoded());
        }
    }

    /// For a client that trusts the cluster's authority alone.
    static SSLContext trusting(Path folder) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "ca", load(folder.resolve("certificates.p12")).getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static void keytool(Path store, String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "3650",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("keytool failed: " + said);
        }
    }

    private static void pem(Path file, String what, byte[] encoded) throws IOException {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }
}
