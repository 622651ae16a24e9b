/// Features of a system, a part: `features/*.yaml` and what was published of them.
///
/// Start reading at [dev.berth.catalog.feature.FeaturesPart]. `FeaturesReader` makes
/// `FeatureDefinitions` of `features/*.yaml`; `PublicationMerge` adds the published versions
/// (`features/published/`, ADR 0032): a differing description is an error, a missing one is served
/// on. `ServiceReader` adds feature services. `FeatureVersions` publishes and retires.
/// `FunctionFinder` finds on-demand functions.
@NullMarked
package dev.berth.catalog.feature;

import org.jspecify.annotations.NullMarked;
