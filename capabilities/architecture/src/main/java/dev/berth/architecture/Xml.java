package dev.berth.architecture;

import dev.berth.architecture.Diagram.Kind;
import java.util.Locale;

/// Texts, numbers and names as XML has them.
final class Xml {
    private Xml() {}

    /// A text in which nothing means anything, and that has no character that XML forbids.
    static String escaped(String text) {
        var escaped = new StringBuilder();
        text.codePoints()
                .forEach(
                        point -> {
                            switch (point) {
                                case '<' -> escaped.append("&lt;");
                                case '>' -> escaped.append("&gt;");
                                case '&' -> escaped.append("&amp;");
                                case '"' -> escaped.append("&quot;");
                                case '\'' -> escaped.append("&#39;");
                                default -> {
                                    boolean isAllowed =
                                            point >= ' '
                                                    && (point < 0xd800 || point > 0xdfff)
                                                    && point != 0xfffe
                                                    && point != 0xffff;
                                    escaped.appendCodePoint(isAllowed ? point : ' ');
                                }
                            }
                        });
        return escaped.toString();
    }

    /// To a tenth, which is finer than a screen shows.
    static String number(double value) {
        double rounded = Math.rint(value * 10) / 10;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : String.format(Locale.ROOT, "%.1f", rounded);
    }

    static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
