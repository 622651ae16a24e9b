/// Requirements of a release, as files declare them.
///
/// Start reading at [dev.berth.cards.requirement.Requirement].
@NullMarked
package dev.berth.cards.requirement;

import org.jspecify.annotations.NullMarked;
