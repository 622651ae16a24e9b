package dev.berth.architecture.view;

import dev.berth.architecture.graph.Component;
import java.util.Locale;

/// Texts of latencies, availabilities and costs.
final class QualityText {
    private static final double MINUTES_OF_MONTH = 30 * 24 * 60;
    private static final double NANOS = 1e6;

    private QualityText() {}

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2g ms" : "%.0f ms", millis);
    }

    /// A share of time, and what is lost of a month of 30 days.
    static String availability(double share) {
        return String.format(
                Locale.ROOT,
                "%.4f%% (%s a month down)",
                100 * share,
                minutes((1 - share) * MINUTES_OF_MONTH));
    }

    private static String minutes(double minutes) {
        if (minutes >= 120) {
            return String.format(Locale.ROOT, "%.1f h", minutes / 60);
        }
        return String.format(Locale.ROOT, minutes >= 2 ? "%.0f min" : "%.1f min", minutes);
    }

    static String cost(double cost) {
        return String.format(Locale.ROOT, "%,.0f a month", cost);
    }

    static String ownLatency(Component component) {
        return component
                .facts()
                .latency()
                .map(own -> "own " + millis(own.toNanos() / NANOS))
                .orElse("own not known");
    }

    static String ownAvailability(Component component) {
        int replicas = component.facts().replicas().orElse(1);
        return (component.facts().availability().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                "own %.4g%%",
                                100 * component.facts().availability().getAsDouble())
                        : "own not known")
                + (replicas > 1 ? ", " + replicas + " replicas" : "");
    }

    static String ownCost(Component component) {
        int replicas = component.facts().replicas().orElse(1);
        return component.facts().costPerMonth().isPresent()
                ? "own "
                        + cost(component.facts().costPerMonth().getAsDouble() * replicas)
                        + (replicas > 1 ? ", " + replicas + " replicas" : "")
                : "own not known";
    }
}
