/// Who may call and how much: keys, tokens, certificates, quotas, and pages of other sites in a
/// browser.
///
/// Start reading at [dev.berth.server.auth.RequestAuthorizer]: the fronts ask it who sends a
/// request, and the [dev.berth.server.auth.Caller] that it names what that one may do. Rules come
/// from `berth.yaml` and follow it while the server runs; [dev.berth.server.auth.Access] keeps the
/// last ones that could be read. Deliberately absent: users, sessions, passwords, roles. A consumer
/// is a program with a credential, and may call models, or manage them too. What it takes of its
/// quota is an [dev.berth.server.auth.QuotaPermit].
@NullMarked
package dev.berth.server.auth;

import org.jspecify.annotations.NullMarked;
