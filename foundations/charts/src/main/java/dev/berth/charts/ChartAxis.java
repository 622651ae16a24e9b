package dev.berth.charts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A linear axis.
///
/// @param label what it counts, with the unit
/// @param min lower end, finite
/// @param max upper end, finite and greater
public record ChartAxis(String label, double min, double max) {
    /// About so many ticks: more overlap at the width of a telephone.
    private static final int TICKS = 5;

    /// Between the texts of two ticks.
    private static final double TICK_GAP = 8;

    public ChartAxis {
        if (!Double.isFinite(min) || !Double.isFinite(max) || !(max > min)) {
            throw new IllegalArgumentException(
                    "axis from " + min + " to " + max + " (expected: finite and ascending)");
        }
    }

    /// The axis of a share or probability, from 0 to 1.
    public static ChartAxis ratio(String label) {
        return new ChartAxis(label, 0, 1);
    }

    /// The shortest axis between round numbers that has all values; those that are not finite do
    /// not count.
    public static ChartAxis around(String label, List<Double> values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (Double.isFinite(value)) {
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        if (min > max) {
            return ratio(label);
        }
        double step = step(max > min ? max - min : Math.max(1, Math.abs(min)));
        double low = Math.floor(min / step) * step;
        double high = Math.ceil(max / step) * step;
        return high > low ? new ChartAxis(label, low, high) : new ChartAxis(label, low, low + step);
    }

    /// The distance of ticks: of 1, 2 and 5 with a power of ten the one that is nearest.
    private static double step(double span) {
        double rough = span / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double first = rough / power;
        return power * (first < 1.5 ? 1 : first < 3.5 ? 2 : first < 7.5 ? 5 : 10);
    }

    /// The place of a value, 0 at the lower end and 1 at the upper one; beyond them at the end.
    double share(double value) {
        return Math.clamp((value - min) / (max - min), 0, 1);
    }

    boolean contains(double value) {
        return value >= min && value <= max;
    }

    /// The ticks of an axis upwards, ascending.
    List<Double> ticks() {
        return ticks(step(max - min));
    }

    /// The ticks of an axis to the right, ascending: as many as their texts have room for.
    ///
    /// @param width of the axis in units of the chart's coordinates
    List<Double> ticksWithin(double width) {
        double step = step(max - min);
        while (step < max - min) {
            double distance = width * step / (max - min);
            double textStep = step;
            double widest =
                    ticks(step).stream()
                            .mapToDouble(tick -> SvgCanvas.width(tickText(tick, textStep)))
                            .max()
                            .orElse(0);
            if (widest + TICK_GAP <= distance) {
                break;
            }
            // The next rounder step.
            step = step(step * TICKS * 2);
        }
        return ticks(step);
    }

    private List<Double> ticks(double step) {
        List<Double> ticks = new ArrayList<>();
        long first = (long) Math.ceil(min / step - 1e-9);
        long last = (long) Math.floor(max / step + 1e-9);
        for (long i = first; i <= last; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /// A tick as text, with as many digits as distinguish ticks.
    String tickText(double tick) {
        return tickText(tick, step(max - min));
    }

    private static String tickText(double tick, double step) {
        int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        String text = String.format(Locale.ROOT, "%." + Math.min(digits, 12) + "f", tick);
        return text.startsWith("-") ? "−" + text.substring(1) : text;
    }
}
