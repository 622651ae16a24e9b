package dev.berth.core.system;

import dev.berth.core.SanitizedText;

/// One error in the description of a system.
///
/// @param pointer the place within the file, as a JSON pointer such as `/signature/inputs/0/type`;
///   empty for the whole
/// @param found what is there
/// @param expected what would have been right
/// @param remedy how to mend it, in the imperative
public record ValidationError(
        SourceLocation location, String pointer, String found, String expected, String remedy) {

    /// A key may have been written where the name of a setting belongs.
    public ValidationError {
        pointer = SanitizedText.withoutSecrets(pointer);
    }

    @Override
    public String toString() {
        return location
                + ": "
                + (pointer.isEmpty() ? "" : pointer + ": ")
                + found
                + " (expected: "
                + expected
                + "); "
                + remedy;
    }
}
