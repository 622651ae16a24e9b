package dev.berth.core;

import java.util.regex.Pattern;

/// A caller's text made safe for an error message: at most its first 120 characters, without what
/// has the form of a secret, and whatever could break or reorder a line of a log shown as escapes.
public final class SanitizedText {
    private static final int LENGTH_MAX = 120;

    /// The secret part of an API key, also one that is cut off.
    private static final Pattern API_KEY = Pattern.compile("(berth_[0-9a-f]{8}_)[A-Za-z0-9_-]+");

    /// A token, also one that is cut off: base64url of a JSON object, and what follows behind dots.
    private static final Pattern TOKEN = Pattern.compile("(eyJ)[A-Za-z0-9_-]{8,}[A-Za-z0-9_.-]*");

    /// User and password in a URL.
    private static final Pattern USER = Pattern.compile("(://)[^/@\\s]+@");

    /// Where a server is: the beginning of a URL, an address of IPv4 or IPv6, or a name and a port.
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "://|\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b|\\[[0-9A-Fa-f:.%]+]:\\d"
                            + "|\\b[A-Za-z][\\w.-]*:\\d{2,5}\\b");

    /// How often a text may have been percent-encoded.
    private static final int DECODINGS_MAX = 3;

    private SanitizedText() {}

    /// The text itself when it is short and printable. Control and format characters (among them
    /// line separators and the switches of writing direction) and halves of surrogate pairs become
    /// a backslash, `u` and four hexadecimal digits; `…` follows when characters were left out.
    ///
    /// Of API keys, tokens, and users and passwords in URLs, as they are pasted where they do not
    /// belong, only a mark of their presence is shown.
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

    /// Whether [#withoutSecrets] may differ from the text; quickly false for nearly all.
    public static boolean mayHaveSecret(String text) {
        return text.contains("berth_") || text.contains("eyJ") || text.contains("://");
    }

    /// The whole text as [#withoutSecrets] has it, also where a secret is percent-encoded, as in a
    /// path; then all of it is shown decoded. Quick for what has none.
    public static String masked(String text) {
        if (text.indexOf('%') < 0) {
            return mayHaveSecret(text) ? withoutSecrets(text) : text;
        }
        String decoded = text;
        for (int i = 0; i < DECODINGS_MAX && decoded.indexOf('%') >= 0; i++) {
            decoded = decoded(decoded);
        }
        String masked = withoutSecrets(decoded);
        return masked.equals(decoded) ? text : escaped(masked);
    }

    /// Undoes percent-encoding of ASCII characters, as those of secrets are.
    private static String decoded(String text) {
        var decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (text.charAt(i) == '%' && low >= 0 && high < 8) {
                decoded.append((char) (high << 4 | low));
                i += 2;
            } else {
                decoded.append(text.charAt(i));
            }
        }
        return decoded.toString();
    }

    /// Whether a text names the address of a server.
    public static boolean hasAddress(CharSequence text) {
        return ADDRESS.matcher(text).find();
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
