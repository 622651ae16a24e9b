/// Verification of tokens (JWT) of the issuers that `berth.yaml` names.
///
/// Start reading at [dev.berth.server.auth.token.TokenVerifier], which verifies one token. Its
/// public keys are in [dev.berth.server.auth.token.JwksCache], which keeps those of one issuer
/// fresh, off the event loops. A token's own reference to keys (`jku`, `x5u`, `jwk`, `x5c`) is
/// ignored. The caller that a token stands for is decided elsewhere. Deliberately absent: making
/// tokens, sessions, introspection, encrypted tokens.
@NullMarked
package dev.berth.server.auth.token;

import org.jspecify.annotations.NullMarked;
