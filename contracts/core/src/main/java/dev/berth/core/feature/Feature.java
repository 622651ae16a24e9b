package dev.berth.core.feature;

import java.util.Optional;

/// One stored feature of a view.
///
/// @param meaning what it stands for, in a sentence for people
/// @param unit of the numbers, such as `min`, or `1` for a ratio
/// @param fallback the plain value in place of one that is missing or older than the view's time to
///   live; empty for none
public record Feature(
        FeatureName name,
        FeatureType type,
        String meaning,
        Optional<String> unit,
        Optional<Object> fallback,
        FeatureComputation derivation) {}
