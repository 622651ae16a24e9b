package dev.berth.core;

/// A caller's text made fit for an error message: control characters shown as escapes, at most 120
/// characters.
public final class Excerpt {
    private static final int LENGTH_MAX = 120;

    private Excerpt() {}

    /// The text itself when it is short and printable, otherwise its escaped beginning followed by
    /// `…`.
    public static String of(CharSequence text) {
        var excerpt = new StringBuilder(Math.min(text.length(), LENGTH_MAX) + 1);
        int end = Math.min(text.length(), LENGTH_MAX);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean halfOfPair =
                    Character.isSurrogate(c)
                            && !(i + 1 < end && Character.isSurrogatePair(c, text.charAt(i + 1)))
                            && !(i > 0 && Character.isSurrogatePair(text.charAt(i - 1), c));
            if (Character.isISOControl(c) || halfOfPair) {
                excerpt.append(String.format("\\u%04x", (int) c));
            } else {
                excerpt.append(c);
            }
        }
        return text.length() > LENGTH_MAX ? excerpt.append('…').toString() : excerpt.toString();
    }
}
