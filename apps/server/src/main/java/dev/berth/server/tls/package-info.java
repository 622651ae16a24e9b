/// TLS on the server's port.
///
/// Start reading at [dev.berth.server.tls.TlsOptions]; `TlsMaterial` is what its files hold, read
/// and checked together, and [dev.berth.server.tls.TlsReload] follows the files while the server
/// runs. Deliberately absent: TLS below 1.2, SNI, revocation lists; a certificate that is no longer
/// to be let in is taken from its consumer's `identities`.
@NullMarked
package dev.berth.server.tls;

import org.jspecify.annotations.NullMarked;
