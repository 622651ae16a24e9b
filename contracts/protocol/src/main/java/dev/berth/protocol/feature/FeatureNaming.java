package dev.berth.protocol.feature;

import dev.berth.core.feature.FeatureReference;

/// How features are called in an answer of Feast's form.
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
