package dev.berth.cli.console;

import java.util.Locale;

/// Formatter of numbers with units, three significant digits.
public final class Quantities {
    private static final int KIBI = 1024;

    private Quantities() {}

    public static String bytes(long bytes) {
        if (bytes < KIBI) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= KIBI && unit < 3) {
            value /= KIBI;
            unit++;
        }
        return digits(value) + " " + "KMGT".charAt(unit) + "iB";
    }

    public static String duration(long nanos) {
        if (nanos < 1e3) {
            return nanos + " ns";
        }
        if (nanos < 1e6) {
            return digits(nanos / 1e3) + " µs";
        }
        return nanos < 1e9 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    public static String digits(double value) {
        if (value >= 100) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
}
