/// Catalog of a system: descriptions read from disk, validated, with the places of their artifacts.
///
/// Start reading at [dev.berth.catalog.Catalog]. It reads `berth.yaml` (`settings`) and the parts
/// (`system`), which it finds by `ServiceLoader`, and reports all errors at once, each with its
/// line. Berth's own parts are in `model`, `endpoint` and `feature`; no class of this package or of
/// `settings`, `system` and `document` names them. YAML and JSON Schema are in `document`, fetching
/// and verifying files in `artifact`, measured profiles in `profile`, the lineage in `lineage`.
///
/// Deliberately absent: loading models (serving), and inspecting artifacts (runtime).
@NullMarked
package dev.berth.catalog;

import org.jspecify.annotations.NullMarked;
