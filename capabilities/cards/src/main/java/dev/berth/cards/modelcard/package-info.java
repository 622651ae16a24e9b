/// Model cards.
///
/// Source: Mitchell and others, *Model Cards for Model Reporting*, 2019. Read
/// [dev.berth.cards.modelcard.ModelCard].
@NullMarked
package dev.berth.cards.modelcard;

import org.jspecify.annotations.NullMarked;
