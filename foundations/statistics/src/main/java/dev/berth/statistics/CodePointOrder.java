package dev.berth.statistics;

/// Order of texts by their code points, which is the order of their UTF-8.
public final class CodePointOrder {
    private CodePointOrder() {}

    /// As a comparator.
    public static int compare(String left, String right) {
        int both = Math.min(left.length(), right.length());
        for (int i = 0; i < both; i++) {
            char one = left.charAt(i);
            char other = right.charAt(i);
            if (one != other) {
                return Integer.compare(rank(one), rank(other));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /// Halves of code points beyond 16 bits come after all others, though their numbers do not.
    private static int rank(char unit) {
        return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }
}
