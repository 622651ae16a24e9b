/// What each kind of document has to say: its sections and, within them, what authors write.
///
/// Start reading at [dev.berth.cards.outline.DocumentOutline]. The keys are those of
/// `cards/NAME.yaml`.
@NullMarked
package dev.berth.cards.outline;

import org.jspecify.annotations.NullMarked;
