/// The files `cards/NAME.yaml` of a system: what authors write for documents, and what a release
/// has to meet.
///
/// Start reading at [dev.berth.cards.part.CardsPart].
@NullMarked
package dev.berth.cards.part;

import org.jspecify.annotations.NullMarked;
