/// Expressions in the Common Expression Language over tensors, and the step that evaluates one.
@NullMarked
package dev.berth.encoding.expression;

import org.jspecify.annotations.NullMarked;
