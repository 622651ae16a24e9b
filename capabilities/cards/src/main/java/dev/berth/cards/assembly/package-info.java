/// What the builders of all kinds of documents share: the subject with its evidence, sections with
/// the texts of authors, numbers of reports.
///
/// Start reading at [dev.berth.cards.assembly.DocumentContext].
@NullMarked
package dev.berth.cards.assembly;

import org.jspecify.annotations.NullMarked;
