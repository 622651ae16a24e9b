package dev.berth.charts.text;

import java.util.ArrayList;
import java.util.List;

/// Upper bounds on the width of text: the font in which a picture is shown is not known.
///
/// The widths are, for each character, about those of the widest of the usual fonts without serifs
/// (Verdana, DejaVu Sans), in parts of the font's size.
public final class TextWidths {
    private static final double BOLD = 1.1;

    private TextWidths() {}

    public static double of(String text, double size, boolean isBold) {
        double width = text.codePoints().mapToDouble(TextWidths::ofCharacter).sum() * size;
        return isBold ? width * BOLD : width;
    }

    private static double ofCharacter(int point) {
        if (point > 0x2e7f) {
            // East Asian characters and pictures take a square, and some fonts more.
            return 1.35;
        }
        if (point > 0x7f) {
            return 0.95;
        }
        return switch ((char) point) {
            case 'i', 'j', 'l', 'I', '|', '\'' -> 0.43;
            case ' ', '.', ',', ':', ';', '!' -> 0.41;
            case 'f', 't', 'r', '(', ')', '[', ']', '-', '/', '\\' -> 0.47;
            case 'm', 'M', 'W', '%', '@' -> 1.08;
            case 'w', '=', '<', '>', '+', '~', '^', '#' -> 0.86;
            default -> Character.isUpperCase(point) ? 0.8 : 0.66;
        };
    }

    /// The text in lines that are no wider than allowed, broken after spaces and punctuation where
    /// that is possible; what is beyond the last line is left out, with `…` for it.
    public static List<String> wrapped(
            String text, double size, boolean isBold, double widthMax, int linesMax) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (!rest.isEmpty()) {
            if (lines.size() == linesMax - 1) {
                lines.add(cut(rest, size, isBold, widthMax));
                return lines;
            }
            int end = fitting(rest, size, isBold, widthMax);
            if (end < rest.length()) {
                end = lastBreak(rest, end);
            }
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        return lines;
    }

    private static String cut(String text, double size, boolean isBold, double widthMax) {
        if (of(text, size, isBold) <= widthMax) {
            return text;
        }
        int end = fitting(text, size, isBold, widthMax - of("…", size, isBold));
        return text.substring(0, end).strip() + "…";
    }

    /// How many chars fit, at least one character.
    private static int fitting(String text, double size, boolean isBold, double widthMax) {
        int end = text.offsetByCodePoints(0, 1);
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            if (of(text.substring(0, next), size, isBold) > widthMax) {
                break;
            }
            end = next;
        }
        return end;
    }

    private static int lastBreak(String text, int end) {
        for (int at = end; at > end / 2; at--) {
            if (text.charAt(at) == ' ' || " ,-_./".indexOf(text.charAt(at - 1)) >= 0) {
                return at;
            }
        }
        return end;
    }
}
