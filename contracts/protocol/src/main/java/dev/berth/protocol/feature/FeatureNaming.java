package dev.berth.protocol.feature;

import dev.berth.core.feature.FeatureReference;

/// Naming of features in a response of Feast's form.
public enum FeatureNaming {
    /// `feature`.
    SHORT,
    /// `view__feature`.
    FULL;

    /// What a feature is called.
    public String name(FeatureReference reference) {
        String feature = reference.feature().value();
        return switch (this) {
            case SHORT -> feature;
            case FULL -> reference.view().name() + "__" + feature;
        };
    }

    static FeatureNaming of(boolean full) {
        return full ? FULL : SHORT;
    }
}
