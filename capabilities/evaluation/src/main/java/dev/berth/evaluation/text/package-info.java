/// Text recognition: how far a recognised text is from what is written.
///
/// Start reading at [dev.berth.evaluation.text.TextRecognitionEvaluation]. Deliberately absent:
/// rules that make texts alike before they are compared (case, punctuation), which belong into an
/// endpoint or the data.
@NullMarked
package dev.berth.evaluation.text;

import org.jspecify.annotations.NullMarked;
