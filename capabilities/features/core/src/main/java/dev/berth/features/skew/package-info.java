/// What was read online, kept to be compared with what history says it should have been.
///
/// Start with [ServedFeatureLogger], which is told of each read; a [ServedRow] is what one caller
/// got.
@NullMarked
package dev.berth.features.skew;

import org.jspecify.annotations.NullMarked;
