/// The content of documents, apart from any form.
///
/// Start reading at [dev.berth.cards.document.SystemDocument]. A number is a
/// [dev.berth.cards.document.MeasuredNumber], which names the
/// [dev.berth.cards.document.NumberSource] that it was produced by; a text of an author is an
/// [dev.berth.cards.document.DocumentBlock.AuthorText]; what should be there and is not is a
/// [dev.berth.cards.document.DocumentBlock.MissingNotice].
@NullMarked
package dev.berth.cards.document;

import org.jspecify.annotations.NullMarked;
