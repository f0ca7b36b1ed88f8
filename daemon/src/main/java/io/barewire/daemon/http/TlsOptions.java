package io.barewire.daemon.http;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// Which TLS a server speaks.
///
/// @param protocols as the JDK names them, `TLSv1.3`
/// @param cipherSuites by their IANA names; empty: the JDK's choice
/// @param namedGroups curves for the key exchange, as the JDK names them; empty: the JDK's choice
public record TlsOptions(List<String> protocols, List<String> cipherSuites, List<String> namedGroups) {
    /// TLS 1.3 with the JDK's suites and groups.
    public static final TlsOptions DEFAULT = new TlsOptions(List.of("TLSv1.3"), List.of(), List.of());

    /// As Go programs name curves, and so the settings of other daemons in a cluster.
    private static final Map<String, String> GO_CURVES =
            Map.of("CURVEP256", "secp256r1", "CURVEP384", "secp384r1", "CURVEP521", "secp521r1", "X25519", "x25519");

    public TlsOptions {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
        namedGroups = List.copyOf(namedGroups);
    }

    /// Reads the values that frr-k8s takes.
    ///
    /// @param minVersion `VersionTLS12` or `VersionTLS13`
    /// @param cipherSuites IANA names between commas; empty: the JDK's choice. Those of TLS 1.3 are allowed, too
    /// @param curves `X25519`, `CurveP256`, … or the JDK's names, between commas; empty: the JDK's choice
    /// @throws IllegalArgumentException when there is no such version, suite or curve
    public static TlsOptions parse(String minVersion, String cipherSuites, String curves) {
        List<String> protocols = switch (minVersion) {
            case "VersionTLS13" -> List.of("TLSv1.3");
            case "VersionTLS12" -> List.of("TLSv1.3", "TLSv1.2");
            default ->
                throw new IllegalArgumentException(
                        "'" + minVersion + "' is no TLS version; VersionTLS12 or VersionTLS13 is needed");
        };
        Set<String> supported = Set.of(supported().getCipherSuites());
        List<String> suites = names(cipherSuites);
        for (String suite : suites) {
            if (!supported.contains(suite)) {
                throw new IllegalArgumentException("the cipher suite '" + suite + "' is not supported; there are "
                        + String.join(", ", supported.stream().sorted().toList()));
            }
        }
        List<String> groups = names(curves).stream()
                .map(name -> GO_CURVES.getOrDefault(name.toUpperCase(Locale.ROOT), name))
                .toList();
        List<String> known = Arrays.asList(supported().getNamedGroups());
        for (String group : groups) {
            if (!known.contains(group)) {
                throw new IllegalArgumentException(
                        "the curve '" + group + "' is not supported; there are " + String.join(", ", known));
            }
        }
        return new TlsOptions(protocols, suites, groups);
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        for (String name : list.split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    private static SSLParameters supported() {
        try {
            return SSLContext.getDefault().getSupportedSSLParameters();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }

    /// For one connection of `context`.
    public SSLParameters parameters(SSLContext context) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(protocols.toArray(String[]::new));
        if (!cipherSuites.isEmpty()) {
            parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
        }
        if (!namedGroups.isEmpty()) {
            parameters.setNamedGroups(namedGroups.toArray(String[]::new));
        }
        return parameters;
    }
}
