/// Catalog of a system: descriptions read from disk, validated, with the places of their artifacts.
///
/// Start reading at [dev.berth.catalog.Catalog]. It reads `berth.yaml` (`settings`), every
/// `models/<model>/<version>/model.yaml` (`model`), every `endpoints/*.yaml` (`endpoint`) and the
/// parts, and reports all mistakes at once, each with its line. What it returns is in `system`.
/// YAML and JSON Schema are in `document`, fetching and verifying files in `artifact`, measured
/// profiles in `profile`. `SystemLineage` derives the lineage.
///
/// Deliberately absent: loading models (serving), and inspecting artifacts (runtime).
@NullMarked
package dev.berth.catalog;

import org.jspecify.annotations.NullMarked;
