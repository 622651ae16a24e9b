package dev.berth.charts.text;

/// Text of files and authors as it may stand in a document.
public final class DisplayText {
    private static final int REPLACEMENT = 0xFFFD;

    private DisplayText() {}

    /// The text with U+FFFD for each character that is not shown or means something else than it
    /// shows: control characters but line feed and tab, unpaired surrogates, marks that change the
    /// direction of the text around them, and private ones, which the writers use themselves.
    public static String clean(String text) {
        if (text.codePoints().allMatch(DisplayText::isAllowed)) {
            return text;
        }
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> clean.appendCodePoint(isAllowed(point) ? point : REPLACEMENT));
        return clean.toString();
    }

    /// As [#clean], on one line.
    public static String line(String text) {
        return clean(text).replaceAll("\\s*\n\\s*", " ").replace('\t', ' ');
    }

    private static boolean isAllowed(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL -> point == '\n' || point == '\t';
            case Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            case Character.FORMAT ->
                    !((point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069));
            default -> true;
        };
    }
}
