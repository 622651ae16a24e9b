package dev.berth.expression;

/// Comparison of numbers, evaluated for rows of tensors without objects: some nanoseconds each, in
/// place of microseconds. It gives what the expression gives, or leaves the row to it: where a
/// number is missing or none, or zeros differ in their sign. What it does does not count as work.
/// For one thread.
public interface RowCondition {
    /// What is known of a row.
    enum Truth {
        TRUE,
        FALSE,
        /// Only [Expression#evaluate] tells.
        UNKNOWN
    }

    Truth test(int row);
}
