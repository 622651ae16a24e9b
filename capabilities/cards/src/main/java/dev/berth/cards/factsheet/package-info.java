/// FactSheets.
///
/// Source: Arnold and others, *FactSheets: Increasing Trust in AI Services through Supplier's
/// Declarations of Conformity*, 2019. Read [dev.berth.cards.factsheet.FactSheet].
@NullMarked
package dev.berth.cards.factsheet;

import org.jspecify.annotations.NullMarked;
