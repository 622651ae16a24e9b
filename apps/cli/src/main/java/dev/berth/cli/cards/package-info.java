/// The commands `berth card`, `berth factsheet` and `berth interface`.
///
/// Start reading at [dev.berth.cli.cards.DocumentCommand].
@NullMarked
package dev.berth.cli.cards;

import org.jspecify.annotations.NullMarked;
