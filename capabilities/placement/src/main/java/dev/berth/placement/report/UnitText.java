package dev.berth.placement.report;

import java.util.Locale;

/// Numbers with units, of three significant digits.
public final class UnitText {
    private static final double MINUTE = 60;
    private static final double HOUR = 3600;
    private static final double DAY = 86_400;

    private UnitText() {}

    public static String seconds(double seconds) {
        if (seconds == 0) {
            return "0 s";
        }
        if (seconds < 1e-3) {
            return digits(seconds * 1e6) + " µs";
        }
        if (seconds < 1) {
            return digits(seconds * 1e3) + " ms";
        }
        if (seconds < 2 * MINUTE) {
            return digits(seconds) + " s";
        }
        if (seconds < 2 * HOUR) {
            return digits(seconds / MINUTE) + " min";
        }
        return seconds < 2 * DAY ? digits(seconds / HOUR) + " h" : digits(seconds / DAY) + " days";
    }

    public static String bytes(double bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return digits(value) + " " + units[unit];
    }

    public static String dollars(double dollars) {
        if (dollars >= 1000) {
            return String.format(Locale.ROOT, "$%,.0f", dollars);
        }
        return dollars == 0 || dollars >= 0.01
                ? String.format(Locale.ROOT, "$%.2f", dollars)
                : "$" + digits(dollars);
    }

    public static String watts(double watts) {
        return watts != 0 && watts < 1 ? digits(watts * 1e3) + " mW" : digits(watts) + " W";
    }

    public static String percent(double share) {
        return digits(share * 100) + "%";
    }

    public static String rate(double perSecond) {
        if (perSecond == 0 || perSecond >= 0.1) {
            return digits(perSecond) + "/s";
        }
        return perSecond * HOUR >= 1
                ? digits(perSecond * HOUR) + "/h"
                : digits(perSecond * DAY) + "/day";
    }

    public static String number(double value) {
        return digits(value);
    }

    /// Three significant digits, without zeros at the end of fractions.
    private static String digits(double value) {
        if (!Double.isFinite(value)) {
            return value > 0 ? "unlimited" : "none";
        }
        if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (value == 0) {
            return "0";
        }
        int decimals = (int) Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
        String text = String.format(Locale.ROOT, "%." + Math.min(decimals, 12) + "f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
