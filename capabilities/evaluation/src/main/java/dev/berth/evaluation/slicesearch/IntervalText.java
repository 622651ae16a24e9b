package dev.berth.evaluation.slicesearch;

/// Names and conditions of intervals and single numbers of one column.
///
/// @param column its name
/// @param whole whether its values are whole numbers, which CEL distinguishes from others
record IntervalText(String column, boolean whole) {
    /// The bin of one number.
    Bin value(double number) {
        return new Bin(column + "=" + text(number), column + " == " + text(number));
    }

    /// The bin of the numbers from a start to before an end.
    ///
    /// @param start negative infinity for none
    /// @param end positive infinity for none
    Bin interval(double start, double end) {
        String from = column + " >= " + text(start);
        String to = column + " < " + text(end);
        if (start == Double.NEGATIVE_INFINITY) {
            return end == Double.POSITIVE_INFINITY
                    ? new Bin(column + " present", column + " != null")
                    : new Bin(column + "<" + text(end), to);
        }
        return end == Double.POSITIVE_INFINITY
                ? new Bin(column + ">=" + text(start), from)
                : new Bin(text(start) + "<=" + column + "<" + text(end), from + " && " + to);
    }

    private String text(double number) {
        return whole ? Long.toString((long) number) : Double.toString(number);
    }
}
