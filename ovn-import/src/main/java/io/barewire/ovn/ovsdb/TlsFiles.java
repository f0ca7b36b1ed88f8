package io.barewire.ovn.ovsdb;

import java.nio.file.Path;

/// PEM files for `ssl:` endpoints, read anew for each connection, so that renewed ones are used from then on.
///
/// @param privateKey of the client, PKCS #8
/// @param certificate of the client, with those between it and its authority
/// @param caCertificate of the authority that signed the server's certificate
public record TlsFiles(Path privateKey, Path certificate, Path caCertificate) {}
