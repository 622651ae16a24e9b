package dev.berth.core;

/// The immutable version of a model: 1 to 64 ASCII letters, digits, `.`, `_` or `-`, the first a
/// letter or digit.
///
/// Versions are ordered as people read them: runs of digits compare as numbers, everything else as
/// text, so `9 < 10 < 10.1 < 10.rc`. The greatest version is the *latest*.
public record ModelVersion(String value) implements Comparable<ModelVersion> {
    private static final int LENGTH_MAX = 64;

    public ModelVersion {
        if (!NameFormat.fits(value, LENGTH_MAX)) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "model version '"
                            + SanitizedText.of(value)
                            + "' (expected: 1 to 64 of A-Z a-z 0-9 . _ - beginning with"
                            + " a letter or digit)",
                    "choose a version of this form");
        }
    }

    public static ModelVersion of(String value) {
        return new ModelVersion(value);
    }

    @Override
    public int compareTo(ModelVersion other) {
        String a = value;
        String b = other.value;
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            if (isDigit(a.charAt(i)) && isDigit(b.charAt(j))) {
                int endOfA = endOfDigits(a, i);
                int endOfB = endOfDigits(b, j);
                int order = compareNumbers(a.substring(i, endOfA), b.substring(j, endOfB));
                if (order != 0) {
                    return order;
                }
                i = endOfA;
                j = endOfB;
            } else {
                int order = Character.compare(a.charAt(i++), b.charAt(j++));
                if (order != 0) {
                    return order;
                }
            }
        }
        int order = Integer.compare(a.length() - i, b.length() - j);
        // "01" and "1" are the same number and yet two names: text decides, so that order agrees
        // with equals.
        return order != 0 ? order : a.compareTo(b);
    }

    private static int compareNumbers(String a, String b) {
        String left = a.replaceFirst("^0+(?=.)", "");
        String right = b.replaceFirst("^0+(?=.)", "");
        return left.length() != right.length()
                ? Integer.compare(left.length(), right.length())
                : left.compareTo(right);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    @Override
    public String toString() {
        return value;
    }
}
