package dev.berth.cards.verify;

import dev.berth.core.SanitizedText;

/// A difference between a written document and what the system says.
///
/// @param place file, with the line where there is one
/// @param what a noun phrase, such as `accuracy of all rows`
/// @param found what is written
/// @param expected what belongs there; empty for nothing
public record DocumentDifference(String place, String what, String found, String expected) {
    /// Such as `cards/credit.card.md:57: accuracy of all rows is '0.95' (expected: '0.77')`.
    public String sentence() {
        return place
                + ": "
                + what
                + (found.isEmpty() ? " is missing" : " is '" + shown(found) + "'")
                + " (expected: "
                + (expected.isEmpty() ? "nothing" : "'" + shown(expected) + "'")
                + ")";
    }

    private static String shown(String text) {
        return SanitizedText.of(text.strip());
    }

    @Override
    public String toString() {
        return sentence();
    }
}
