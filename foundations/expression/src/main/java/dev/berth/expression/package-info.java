/// Expressions in the Common Expression Language (cel.dev), compiled, typed and evaluated within
/// bounded work.
///
/// Start with [Expression], over rows of tensors, and [ValueExpression], over named values; both
/// are a `CelProgram`. `WorkMeter` and [ExpressionWork] stop what would take too long.
@NullMarked
package dev.berth.expression;

import org.jspecify.annotations.NullMarked;
