package dev.berth.evaluation.comparison;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Class of how well people can follow what a model does, the best first. Declared, not measured.
public enum Interpretability {
    /// A person can compute an answer by hand: linear models, short rules, small trees.
    TRANSPARENT,
    /// Parts can be read, and shown exactly for one answer: additive models, ensembles of trees.
    EXPLAINABLE,
    /// Explanations are approximations: neural networks.
    OPAQUE,
    /// Not declared.
    UNKNOWN;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Interpretability> findByLabel(String label) {
        return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
    }
}
