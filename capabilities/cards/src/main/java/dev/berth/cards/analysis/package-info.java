/// Results of evaluations as blocks of documents: tables, charts, remarks.
///
/// Start reading at [dev.berth.cards.analysis.ReportSections].
@NullMarked
package dev.berth.cards.analysis;

import org.jspecify.annotations.NullMarked;
