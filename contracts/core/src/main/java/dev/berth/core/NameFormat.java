package dev.berth.core;

/// The form that names have which appear as they are in paths, URLs, metrics and logs: ASCII
/// letters, digits, `.`, `_` or `-`, the first a letter or digit.
///
/// A loop and not a regular expression, which would take longer than everything else that is done
/// to find a request's model.
final class NameFormat {
    private NameFormat() {}

    /// Whether the text has this form and 1 to `lengthMax` characters.
    static boolean fits(String text, int lengthMax) {
        if (text.isEmpty() || text.length() > lengthMax || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
