/// The commands on a system, its models and its endpoints: `init`, `check`, `diagram`, `models`,
/// `predict`, `traffic` and `rollback`.
///
/// Start reading at [dev.berth.cli.system.CheckCommand].
@NullMarked
package dev.berth.cli.system;

import org.jspecify.annotations.NullMarked;
