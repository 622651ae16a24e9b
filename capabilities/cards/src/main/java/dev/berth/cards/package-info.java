/// Documents of a system and what is required of a release.
///
/// Start reading at [dev.berth.cards.SystemDocuments], which builds the documents of a system;
/// [dev.berth.cards.document.SystemDocument] is their content,
/// [dev.berth.cards.render.DocumentForm] their forms.
///
/// Deliberately absent: evaluation itself (`dev.berth.evaluation`), HTTP, and the templates of
/// documents, which are sections in [dev.berth.cards.outline.DocumentOutline].
@NullMarked
package dev.berth.cards;

import org.jspecify.annotations.NullMarked;
