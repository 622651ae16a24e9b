package dev.berth.encoding.table;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// One vector of numbers from the fields of a record.
///
/// ```yaml
/// - step: columns
///   columns:
///     - field: age
///       missing: 40                     # stands in for NaN
///       scale: {mean: 38.6, std: 13.2}  # (x - mean) / std; or {min: 0, max: 90}
///     - field: income
///       log1p: true                     # ln(1 + x), before the scale
///     - field: plan
///       one-hot: [basic, pro, team]     # a column each
///       missing: basic                  # stands in for an empty text
///       unknown: zero                   # the default, all columns 0; or reject
///     - field: active                   # a boolean is 0 or 1
///     - field: reading                  # a vector of fixed length is that many columns
///   type: float32                         # the default; float64
///   into: features                        # [N, columns]
/// ```
///
/// Without `missing`, NaN goes to the model as it is, and an empty text is a category like others.
public final class VectorAssemblerFactory implements StepFactory {

    @Override
    public String kind() {
        return "columns";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return VectorAssemblerStep.create(options, context);
    }
}
