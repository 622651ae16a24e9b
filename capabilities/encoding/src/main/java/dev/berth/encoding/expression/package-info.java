/// The step that evaluates an expression.
@NullMarked
package dev.berth.encoding.expression;

import org.jspecify.annotations.NullMarked;
