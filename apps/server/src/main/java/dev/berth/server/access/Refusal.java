package dev.berth.server.access;

import java.util.Locale;

/// Why a request is refused. For logs and metrics: callers learn no more than that they are not
/// known, or not allowed.
enum Refusal {
    KEY_MISSING,
    /// What was sent has not a key's form.
    KEY_MALFORMED,
    /// No consumer has a key of this id.
    KEY_UNKNOWN,
    /// The id is known, the secret is another.
    KEY_WRONG,
    KEY_EXPIRED,
    KEY_REVOKED,
    /// A certificate that a trusted authority signed, of no declared consumer.
    CERTIFICATE_UNKNOWN,
    /// The certificate expired after its connection was opened.
    CERTIFICATE_EXPIRED,
    MODEL_NOT_ALLOWED,
    MANAGEMENT_NOT_ALLOWED,
    /// A page of another site, in a browser.
    FOREIGN_PAGE,
    /// A name that this server does not go by, as after DNS rebinding.
    FOREIGN_HOST;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
