package dev.berth.encoding.expression;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The value of an expression in the Common Expression Language (cel.dev), record by record.
///
/// ```yaml
/// - step: cel
///   expression: "age >= 18 && country in ['DE', 'AT']"
///   into: adult
///   type: bool       # by default as the expression: bool, int64, float64, string
///   shape: [3]       # of a record's value where the expression gives a list; default none
/// ```
///
/// The tensors are its variables: whole numbers are `int`, other numbers `double`, then `bool`,
/// `string`, `bytes`, and lists of these where a record has dimensions. Characters of a name that
/// CEL does not allow are written `_`. The expression is compiled and its types are checked at
/// load.
public final class CelFactory implements StepFactory {

    @Override
    public String kind() {
        return "cel";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return CelStep.create(options, context);
    }
}
