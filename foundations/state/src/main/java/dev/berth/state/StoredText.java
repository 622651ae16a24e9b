package dev.berth.state;

/// Text of a caller as both databases can keep it: of bounded length, without NUL, which PostgreSQL
/// rejects, and without halves of surrogate pairs, which have no UTF-8.
final class StoredText {
    private static final char REPLACEMENT = '\uFFFD';

    private StoredText() {}

    /// The text, cut to a length, with U+FFFD for each character that cannot be kept.
    static String of(String text, int lengthMax) {
        String cut = text.length() <= lengthMax ? text : text.substring(0, lengthMax);
        var kept = new StringBuilder(cut.length());
        cut.codePoints()
                .forEach(
                        point ->
                                kept.appendCodePoint(
                                        point == 0 || isSurrogate(point) ? REPLACEMENT : point));
        return kept.toString();
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
