package dev.berth.server.tls;

import java.nio.file.Path;
import java.util.Optional;

/// The files of a server's TLS, in PEM. They may be replaced while the server runs.
///
/// @param certificate the server's, followed by those that lead to its authority
/// @param key the certificate's private key, not encrypted
/// @param clientAuthorities the authorities of client certificates; empty to request none
public record TlsOptions(Path certificate, Path key, Optional<Path> clientAuthorities) {}
