/// Serving log and skew check: comparison of values read online with values from history.
///
/// Start with [ServedFeatureLogger], which receives each read; a [ServedRow] is what one caller
/// got. `ServedLog` in `capabilities/features/store` keeps a share in files. `SkewCheck` joins
/// their rows from history like any spine and compares them; `ComputedSkews` recomputes on-demand
/// features (ADR 0038).
@NullMarked
package dev.berth.features.skew;

import org.jspecify.annotations.NullMarked;
