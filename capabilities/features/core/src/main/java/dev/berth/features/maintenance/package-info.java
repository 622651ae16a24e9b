/// How features are kept up to date in a process that serves them, and how up to date they are.
///
/// Start with [FeatureStoreMaintenance]. Who does it is not here: it needs the history of a system
/// (ADR 0037).
@NullMarked
package dev.berth.features.maintenance;

import org.jspecify.annotations.NullMarked;
