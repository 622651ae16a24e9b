package dev.berth.cards.document;

import java.util.OptionalDouble;

/// A number with its origin.
///
/// @param id unique within a document, such as `credit/all/roc-auc`
/// @param label its name in a sentence, such as `ROC AUC of age_group = young`
/// @param value in full precision; NaN if it is undefined
/// @param low lower end of its interval
/// @param high upper end of its interval
/// @param unit such as `ms`; empty for none
/// @param text as it is shown, with its unit
/// @param interval as it is shown behind the text, such as `0.90 to 0.92`, or why there is none;
///   empty for nothing
/// @param source [NumberSource#id] of its origin
public record MeasuredNumber(
        String id,
        String label,
        double value,
        OptionalDouble low,
        OptionalDouble high,
        String unit,
        String text,
        String interval,
        String source) {

    /// Value and interval on one line.
    public String shown() {
        return interval.isEmpty() ? text : text + " (" + interval + ")";
    }
}
