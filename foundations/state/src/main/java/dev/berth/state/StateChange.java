package dev.berth.state;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A change to append to a log: a value, its author, time and reason.
///
/// @param at in milliseconds
/// @param why in the author's words; what exceeds 1,000 characters is cut off
/// @param value a text in a form of the log's kind, such as JSON; at most 65,536 characters
public record StateChange(Instant at, ChangedBy who, String why, String value) {
    /// Some hundred times the usual value of any kind that exists.
    public static final int VALUE_LENGTH_MAX = 65_536;

    private static final int WHY_LENGTH_MAX = 1_000;

    public StateChange {
        at = at.truncatedTo(ChronoUnit.MILLIS);
        why = StoredText.of(why, WHY_LENGTH_MAX);
        if (!StoredText.of(value, VALUE_LENGTH_MAX).equals(value)) {
            throw new IllegalArgumentException(
                    "value: "
                            + value.length()
                            + " characters (expected: at most "
                            + VALUE_LENGTH_MAX
                            + " without NUL)");
        }
    }
}
