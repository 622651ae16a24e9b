package dev.berth.cards.assembly;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// Numbers as documents show them.
public final class NumberText {
    /// From here on a number has no more than four digits that matter.
    private static final double LARGE = 100;

    private static final double SMALL = 0.001;

    private static final int PERCENT_DECIMALS = 6;

    private NumberText() {}

    /// A whole number with commas: `1,234`.
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// Three decimals; fewer of large numbers, and a power of ten for small ones.
    public static String decimal(double number) {
        double size = Math.abs(number);
        if (size >= LARGE) {
            return String.format(Locale.ROOT, size >= 10 * LARGE ? "%,.0f" : "%.1f", number)
                    .replace('-', '−');
        }
        String text =
                size > 0 && size < SMALL
                        ? String.format(Locale.ROOT, "%.1e", number).replace("e-0", "e-")
                        : String.format(Locale.ROOT, "%.3f", number);
        return text.replace('-', '−');
    }

    /// A share in percent, with the digits that it has, at most six decimals: `95 %`.
    public static String percent(double share) {
        String number =
                BigDecimal.valueOf(100 * share)
                        .setScale(PERCENT_DECIMALS, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()
                        .toPlainString();
        return number + " %";
    }

    /// A number with a unit behind it.
    public static String withUnit(String number, String unit) {
        return unit.isEmpty() ? number : number + " " + unit;
    }

    /// A duration in the unit in which it has one to three digits before the point.
    public static String nanos(double nanos) {
        if (nanos < 1e3) {
            return Math.round(nanos) + " ns";
        }
        if (nanos < 1e6) {
            return digits(nanos / 1e3) + " µs";
        }
        return nanos < 1e9 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    /// A number of bytes in the unit in which it has one to four digits before the point.
    public static String bytes(long bytes) {
        if (bytes < 10_000) {
            return count(bytes) + " B";
        }
        double kilobytes = bytes / 1e3;
        return kilobytes < 10_000 ? digits(kilobytes) + " kB" : digits(bytes / 1e6) + " MB";
    }

    /// Three digits that matter.
    private static String digits(double number) {
        int decimals = number < 10 ? 2 : number < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }
}
