package dev.berth.core;

import java.util.regex.Pattern;

/// A caller's text made fit for an error message: at most its first 120 characters, without what
/// has the form of a secret, and whatever could break or reorder a line of a log shown as escapes.
public final class Excerpt {
    private static final int LENGTH_MAX = 120;

    /// The secret part of an API key, also one that is cut off.
    private static final Pattern API_KEY = Pattern.compile("(berth_[0-9a-f]{8}_)[A-Za-z0-9_-]+");

    /// A token, also one that is cut off: base64url of a JSON object, and what follows behind dots.
    private static final Pattern TOKEN = Pattern.compile("(eyJ)[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*");

    /// User and password in a URL.
    private static final Pattern USER = Pattern.compile("(://)[^/@\\s]+@");

    private Excerpt() {}

    /// The text itself when it is short and printable. Control and format characters (among them
    /// line separators and the switches of writing direction) and halves of surrogate pairs become
    /// a backslash, `u` and four hexadecimal digits; `…` follows when characters were left out.
    ///
    /// Of API keys, tokens, and users and passwords in URLs, as they are pasted where they do not
    /// belong, only what tells that they were there is shown.
    public static String of(CharSequence text) {
        CharSequence shown = text.subSequence(0, Math.min(text.length(), LENGTH_MAX));
        String excerpt = escaped(withoutSecrets(shown));
        return text.length() > LENGTH_MAX ? excerpt + '…' : excerpt;
    }

    /// The whole text, with API keys, tokens, and users and passwords in URLs masked.
    public static String withoutSecrets(CharSequence text) {
        String masked = API_KEY.matcher(text).replaceAll("$1…");
        masked = TOKEN.matcher(masked).replaceAll("$1…");
        return USER.matcher(masked).replaceAll("$1…@");
    }

    private static String escaped(CharSequence text) {
        var excerpt = new StringBuilder(text.length() + 1);
        int i = 0;
        while (i < text.length()) {
            int codePoint = Character.codePointAt(text, i);
            int end = i + Character.charCount(codePoint);
            for (; i < end; i++) {
                char c = text.charAt(i);
                if (isPrintable(codePoint)) {
                    excerpt.append(c);
                } else {
                    excerpt.append(String.format("\\u%04x", (int) c));
                }
            }
        }
        return excerpt.toString();
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
