/// Catalog of a system: descriptions read from disk, validated, with the places of their artifacts.
///
/// Start reading at [dev.berth.catalog.Catalog]. It reads `berth.yaml`, every `endpoints/*.yaml`
/// and every `model.yaml`, and reports all mistakes at once, each with its line. YAML and JSON
/// Schema are in `document`, fetching and verifying files in `artifact`, measured profiles in
/// `profile`.
///
/// A `SystemPart` brings the files of one folder; `FeaturesPart` is the first. `FeaturesReader`
/// makes `FeatureDefinitions` of `features/*.yaml`; `PublicationMerge` adds the published versions
/// (`features/published/`, ADR 0032): a differing description is a mistake, a missing one is served
/// on. `ServiceReader` adds feature services. `FeatureVersions` publishes and retires.
/// `SystemLineage` derives the lineage, `FunctionFinder` finds on-demand functions.
///
/// Deliberately absent: loading models (serving), and inspecting artifacts (runtime).
@NullMarked
package dev.berth.catalog;

import org.jspecify.annotations.NullMarked;
