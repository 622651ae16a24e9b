/// The command that serves a system: `berth up`.
///
/// Start reading at [dev.berth.cli.up.UpCommand]. Once the server is up, compiler threads yield to
/// request threads (`LowPriority`). `OldGenCollector` collects the old generation when it has
/// doubled or many connections have gone (ADR 0042, ADR 0043).
@NullMarked
package dev.berth.cli.up;

import org.jspecify.annotations.NullMarked;
