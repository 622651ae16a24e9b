package dev.berth.core.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The features that a model package needs, with their versions: what stands for an input that a
/// caller leaves out.
///
/// @param inputs the feature behind each input of the signature, by the input's name
/// @param asOf the caller's field with the instant as of which features are wanted; empty for now
public record PackageFeatures(Map<String, FeatureSelection> inputs, Optional<String> asOf) {
    public static final PackageFeatures NONE = new PackageFeatures(Map.of(), Optional.empty());

    public PackageFeatures {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    public boolean isEmpty() {
        return inputs.isEmpty();
    }
}
