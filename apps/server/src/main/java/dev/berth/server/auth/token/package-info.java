/// Tokens (JWT) of issuers that `berth.yaml` names: who signed them, and what they say.
///
/// Start reading at [dev.berth.server.auth.token.TokenVerifier], which judges one token. The public
/// keys that it needs are in [dev.berth.server.auth.token.JwksCache], which keeps those of one
/// issuer fresh, off the event loops. What a token names as the place of its keys (`jku`, `x5u`,
/// `jwk`, `x5c`) is never looked at. Deliberately absent: making tokens, sessions, introspection,
/// encrypted tokens. Whom a token stands for is not decided here.
@NullMarked
package dev.berth.server.auth.token;

import org.jspecify.annotations.NullMarked;
