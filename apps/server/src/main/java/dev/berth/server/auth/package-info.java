/// Authentication, authorization and quotas: keys, tokens, certificates, and pages of other sites
/// in a browser.
///
/// Start reading at [dev.berth.server.auth.RequestAuthorizer]: each protocol handler calls the one
/// of its event loop before a request is read further, and keeps the [dev.berth.server.auth.Caller]
/// for logs and metrics. `SystemReader` reads the consumers of `berth.yaml` into `AccessRules`;
/// [dev.berth.server.auth.Access] holds the last valid rules as a `CredentialRegistry`.
/// `Authenticator` identifies the caller. `FeatureAccess` holds what a caller may read.
///
/// A token is verified by a `TokenVerifier` with the keys of the `JwksCache`; a valid one stays in
/// the `TokenCache` for a while (ADR 0021). An unknown token ends the check with a
/// `TokenVerificationRequired`: the protocol handler pauses the request, `TokenVerificationPool`
/// verifies the signature on a thread of its own, and the request is checked again.
///
/// A request holds a [dev.berth.server.auth.QuotaPermit] until its response. The `QuotaLimiter`s
/// behind it are shared by event loops and survive reloads. Deliberately absent: users, sessions,
/// passwords, roles. A consumer is a program with a credential that may call models, or manage them
/// too. The serving capability has no notion of callers.
@NullMarked
package dev.berth.server.auth;

import org.jspecify.annotations.NullMarked;
