package dev.berth.catalog.document;

/// Writer of texts as YAML scalars that read back the same.
public final class YamlText {
    private YamlText() {}

    /// The text, plain where that is safe, otherwise in double quotes.
    public static String of(String text) {
        if (text.matches("[A-Za-z_][A-Za-z0-9_./-]*") && !text.matches("(?i)true|false|null")) {
            return text;
        }
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' '
                            || (c >= 0x7f && c < 0xa0)
                            || Character.isSurrogate(c)
                            || c >= 0xfff0
                            || c == 0x2028
                            || c == 0x2029
                            || c == 0xfeff) {
                        quoted.append(escaped(text, i));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /// A surrogate pair stays as it is; a half of one, which UTF-8 cannot encode, becomes `?`.
    private static String escaped(String text, int index) {
        char c = text.charAt(index);
        if (!Character.isSurrogate(c)) {
            return String.format("\\u%04x", (int) c);
        }
        boolean first =
                index + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(index + 1));
        boolean second = index > 0 && Character.isSurrogatePair(text.charAt(index - 1), c);
        return first || second ? String.valueOf(c) : "?";
    }
}
