/// Forms of documents: Markdown, one HTML page, JSON.
///
/// Start reading at [dev.berth.cards.render.DocumentForm]. Each writer gives a
/// [dev.berth.cards.render.RenderedDocument], which knows where in the text each number stands, so
/// that verification can name the one that was changed.
@NullMarked
package dev.berth.cards.render;

import org.jspecify.annotations.NullMarked;
