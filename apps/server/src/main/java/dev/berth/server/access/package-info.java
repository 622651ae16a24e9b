/// Who may call: keys, certificates, and pages of other sites in a browser.
///
/// Start reading at [dev.berth.server.access.Gate]: the fronts ask it who sends a request, and the
/// [dev.berth.server.access.Caller] that it names what that one may do. Rules come from
/// `berth.yaml` and follow it while the server runs; [dev.berth.server.access.Access] keeps the
/// last ones that could be read. Deliberately absent: users, sessions, passwords, roles. A consumer
/// is a program with a key, and may call models, or manage them too.
@NullMarked
package dev.berth.server.access;

import org.jspecify.annotations.NullMarked;
