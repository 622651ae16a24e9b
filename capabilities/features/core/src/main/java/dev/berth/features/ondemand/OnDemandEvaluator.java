package dev.berth.features.ondemand;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the features of a view come about. Thread-safe.
interface OnDemandEvaluator {
    /// What it computes of: `request.<field>` and `<read>.<feature>`.
    List<String> inputs();

    /// The values of all features, without defaults.
    ///
    /// @param read the values of [#inputs], in their order, in the Java form of their types
    List<@Nullable Object> evaluate(@Nullable Object[] read);

    /// The same of some features alone.
    OnDemandEvaluator only(List<Integer> features);
}
