package dev.berth.cards.verify;

/// Bound on the difference of two numbers that count as equal. Whole numbers, such as rows, count
/// as equal only if they are.
///
/// @param relative share of the greater number that is always allowed
/// @param absolute difference that is allowed as long as it is at most `share` of the greater
///   number
/// @param share of the greater number up to which `absolute` holds
record Tolerance(double relative, double absolute, double share) {
    static final Tolerance NONE = new Tolerance(0, 0, 0);

    /// Of numbers that are computed again, perhaps on a processor of another kind.
    ///
    /// Kernels of other processors add in another order, so that scores differ by about a
    /// millionth. Sums of scores differ as much. Areas under curves differ by the pairs whose order
    /// changes: one of 100,000 is 1e-5. Documents show three decimals, or two digits of numbers
    /// below 0.001: a change of what is shown is ten times as large as the absolute bound, or more
    /// than the share.
    static final Tolerance REPEATED = new Tolerance(1e-6, 1e-4, 0.01);

    boolean allows(Number one, Number other) {
        double a = one.doubleValue();
        double b = other.doubleValue();
        if (a == b) {
            return true;
        }
        if (isWhole(one) && isWhole(other)) {
            return false;
        }
        double greater = Math.max(Math.abs(a), Math.abs(b));
        return Math.abs(a - b) <= Math.max(relative * greater, Math.min(absolute, share * greater));
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number instanceof Integer;
    }
}
