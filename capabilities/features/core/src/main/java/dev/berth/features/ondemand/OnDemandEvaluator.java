package dev.berth.features.ondemand;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluator of the features of an on-demand view. Thread-safe.
interface OnDemandEvaluator {
    /// The inputs: `request.<field>` and `<read>.<feature>`.
    List<String> inputs();

    /// Computes the values of all features, without defaults.
    ///
    /// @param read values of [#inputs], in their order, in the Java form of their types
    List<@Nullable Object> evaluate(@Nullable Object[] read);

    /// Restricts the evaluator to some features.
    OnDemandEvaluator only(List<Integer> features);
}
