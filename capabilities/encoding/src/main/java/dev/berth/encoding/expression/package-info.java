/// The step that evaluates an expression in the Common Expression Language.
@NullMarked
package dev.berth.encoding.expression;

import org.jspecify.annotations.NullMarked;
