package io.barewire.daemon.cli;

import io.barewire.daemon.http.TlsOptions;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/// Which TLS is served, by the names that frr-k8s has for it.
final class TlsFlags {
    @Option(
            names = "--tls-min-version",
            paramLabel = "VERSION",
            defaultValue = "VersionTLS13",
            description = "VersionTLS12 or VersionTLS13")
    private String minVersion = "VersionTLS13";

    @Option(
            names = "--tls-cipher-suites",
            paramLabel = "NAMES",
            defaultValue = "",
            showDefaultValue = Visibility.NEVER,
            description = "IANA names between commas; without them Java's choice")
    private String cipherSuites = "";

    @Option(
            names = "--tls-curve-preferences",
            paramLabel = "NAMES",
            defaultValue = "",
            showDefaultValue = Visibility.NEVER,
            description = "curves for the key exchange, as X25519,CurveP256; without them Java's choice")
    private String curves = "";

    /// @throws IllegalArgumentException when there is no such version, suite or curve
    TlsOptions options() {
        return TlsOptions.parse(minVersion, cipherSuites, curves);
    }
}
