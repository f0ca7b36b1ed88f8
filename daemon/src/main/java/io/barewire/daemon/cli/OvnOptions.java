package io.barewire.daemon.cli;

import io.barewire.daemon.agent.SnatMode;
import io.barewire.ovn.OvnConfig;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.ovn.ovsdb.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/// The northbound database of OVN.
final class OvnOptions {
    @Option(
            names = "--ovn-nb",
            paramLabel = "ENDPOINTS",
            showDefaultValue = Visibility.NEVER,
            description = "OVN's northbound database, as unix:/run/ovn/ovnnb_db.sock, tcp:HOST:PORT or ssl:HOST:PORT,"
                    + " several between commas: compares the gateway routers' routes with ours")
    private Optional<String> endpoints = Optional.empty();

    @Option(names = "--ovn-import", description = "and writes them, in place of OVN-Kubernetes' own importer")
    private boolean imports;

    @Option(
            names = "--ovn-owner",
            paramLabel = "NAME",
            defaultValue = OvnConfig.DEFAULT_OWNER,
            description = "whose rows are taken for ours: k8s.ovn.org/owner-controller in external_ids")
    private String owner = OvnConfig.DEFAULT_OWNER;

    @Option(
            names = "--ovn-bfd",
            description = "routes name the BFD row of the database that watches their next hop, where there is one")
    private boolean bfd;

    @Option(
            names = "--ovn-snat",
            paramLabel = "MODE",
            showDefaultValue = Visibility.NEVER,
            description = "source NAT of pods to the outside, in OVN-Kubernetes' place: shared or local, its gateway"
                    + " mode; none takes away what was done")
    private Optional<SnatMode> snat = Optional.empty();

    @Option(
            names = "--ovn-private-key",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "for ssl: our private key (PEM), read anew for each connection, as are the other two")
    private Optional<Path> privateKey = Optional.empty();

    @Option(
            names = "--ovn-certificate",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "for ssl: our certificate (PEM)")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--ovn-ca-cert",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "for ssl: the certificate of the authority that signed the server's (PEM)")
    private Optional<Path> authority = Optional.empty();

    /// Empty when there is no northbound database.
    ///
    /// @throws IllegalArgumentException when the options do not fit each other
    Optional<OvnConfig> config() {
        if (endpoints.isEmpty()) {
            if (imports || bfd || privateKey.isPresent() || certificate.isPresent() || authority.isPresent()) {
                throw new IllegalArgumentException("--ovn-... needs --ovn-nb ENDPOINTS, which says where to");
            }
            return Optional.empty();
        }
        List<Endpoint> where = Endpoint.parseList(endpoints.get());
        Optional<TlsFiles> tls = privateKey.flatMap(
                key -> certificate.flatMap(own -> authority.map(trusted -> new TlsFiles(key, own, trusted))));
        if (tls.isEmpty() && where.stream().anyMatch(Endpoint.Ssl.class::isInstance)) {
            throw new IllegalArgumentException("ssl: needs --ovn-private-key, --ovn-certificate and --ovn-ca-cert");
        }
        return Optional.of(new OvnConfig(where, tls, imports, owner, bfd));
    }

    /// Source NAT is done, which tells other nodes from everybody else.
    boolean concernsOtherNodes() {
        return snat.filter(mode -> mode != SnatMode.NONE).isPresent();
    }

    /// Empty when source NAT is left to others.
    ///
    /// @param kernel it is not left alone
    /// @throws IllegalArgumentException when it cannot be done
    Optional<SnatMode> snat(boolean kernel) {
        if (snat.isPresent()) {
            switch (snat.get()) {
                case SHARED -> {
                    if (endpoints.isEmpty()) {
                        throw new IllegalArgumentException(
                                "--ovn-snat shared is done by OVN: it needs --ovn-nb ENDPOINTS");
                    }
                }
                case LOCAL -> {
                    if (!kernel) {
                        throw new IllegalArgumentException(
                                "--ovn-snat local is done by the kernel, which --no-fib leaves alone");
                    }
                }
                case NONE -> {
                    if (endpoints.isEmpty() && !kernel) {
                        throw new IllegalArgumentException(
                                "--ovn-snat none has nowhere to take anything away from: --ovn-nb ENDPOINTS, or without"
                                        + " --no-fib");
                    }
                }
            }
        }
        return snat;
    }
}
