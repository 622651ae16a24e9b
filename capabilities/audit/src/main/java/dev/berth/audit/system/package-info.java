/// Anti-patterns in the description of a system: its catalog, its graph and its constraints.
///
/// Start at [dev.berth.audit.system.SystemAudit].
@NullMarked
package dev.berth.audit.system;

import org.jspecify.annotations.NullMarked;
