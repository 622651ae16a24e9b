package dev.berth.evaluation.task;

import java.util.function.ToDoubleFunction;

/// Label of a unit as a number.
///
/// @param kind what the number means
/// @param of the number of an outcome; finite
/// @param <O> outcome of a unit
public record LabelNumber<O>(Kind kind, ToDoubleFunction<O> of) {
    /// What the number stands for.
    public enum Kind {
        /// 1 for the positive class, 0 for the other.
        BINARY,
        /// The number of the class, from 0.
        CLASSES,
        /// The number itself.
        NUMBER
    }
}
