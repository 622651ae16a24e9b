/// What stands behind the name of an evaluated model or endpoint.
///
/// Read [dev.berth.evaluation.subject.SubjectPackages].
@NullMarked
package dev.berth.evaluation.subject;

import org.jspecify.annotations.NullMarked;
