/// Anti-patterns in what a running server measures and records.
///
/// Start at [dev.berth.audit.live.LiveAudit].
@NullMarked
package dev.berth.audit.live;

import org.jspecify.annotations.NullMarked;
