package dev.berth.scoring.row;

/// Reason why a row cannot be used: a value, its label or its prediction is not as expected. A run
/// sets the row aside, in an evaluation all rows of its group with it.
///
/// The message has the value found and what was expected; row and column are added by the run.
public final class InvalidRowException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String column;

    /// @param column of the data, or the output of the prediction, that is at fault; empty if it is
    ///   the row as a whole
    public InvalidRowException(String column, String message) {
        super(message, null, false, false);
        this.column = column;
    }

    public String column() {
        return column;
    }

    /// The message, which is always there.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
