/// Constraints of an architecture: rules over its graph, and where they are broken.
///
/// Start reading at [dev.berth.architecture.constraint.ConstraintCheck]; the rules are
/// [dev.berth.architecture.constraint.Rule].
@NullMarked
package dev.berth.architecture.constraint;

import org.jspecify.annotations.NullMarked;
