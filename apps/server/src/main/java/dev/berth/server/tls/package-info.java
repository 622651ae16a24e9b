/// TLS on the server's port.
///
/// Start reading at [dev.berth.server.tls.TlsOptions]; `TlsMaterial` holds the contents of its
/// files, read and checked together, and [dev.berth.server.tls.TlsReload] gives the port its
/// certificate and follows the files while the server runs. Deliberately absent: TLS below 1.2,
/// SNI, revocation lists. To withdraw a client certificate, remove it from its consumer's
/// `certificate-identities`.
@NullMarked
package dev.berth.server.tls;

import org.jspecify.annotations.NullMarked;
