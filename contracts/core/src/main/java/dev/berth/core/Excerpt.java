package dev.berth.core;

/// A caller's text made fit for an error message: at most its first 120 characters, and whatever
/// could break or reorder a line of a log shown as escapes.
public final class Excerpt {
    private static final int LENGTH_MAX = 120;

    private Excerpt() {}

    /// The text itself when it is short and printable. Control and format characters (among them
    /// line separators and the switches of writing direction) and halves of surrogate pairs become
    /// a backslash, `u` and four hexadecimal digits; `…` follows when characters were left out.
    public static String of(CharSequence text) {
        var excerpt = new StringBuilder(Math.min(text.length(), LENGTH_MAX) + 1);
        int end = Math.min(text.length(), LENGTH_MAX);
        int i = 0;
        while (i < end) {
            int codePoint = Character.codePointAt(text, i);
            int units = Math.min(Character.charCount(codePoint), end - i);
            boolean cutInHalf = units < Character.charCount(codePoint);
            for (int unit = i; unit < i + units; unit++) {
                char c = text.charAt(unit);
                if (cutInHalf || !isPrintable(codePoint)) {
                    excerpt.append(String.format("\\u%04x", (int) c));
                } else {
                    excerpt.append(c);
                }
            }
            i += units;
        }
        return text.length() > LENGTH_MAX ? excerpt.append('…').toString() : excerpt.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }
}
