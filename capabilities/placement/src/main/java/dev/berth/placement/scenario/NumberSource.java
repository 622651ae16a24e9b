package dev.berth.placement.scenario;

/// Source of a number that a scenario's file leaves to the system or to a measurement, and of the
/// speed of each site.
///
/// @param subject site, component with its variant, or edge
/// @param low end of the error bar; the value itself without one
/// @param high end of the error bar
/// @param text the file or package; empty for what is written in the scenario
public record NumberSource(
        String subject,
        Quantity quantity,
        double value,
        double low,
        double high,
        Kind kind,
        String text) {

    /// What the number is.
    public enum Quantity {
        SPEED,
        MEMORY,
        STORAGE,
        ITEM
    }

    /// Where it comes from.
    public enum Kind {
        MEASURED("measured"),
        OF_SYSTEM("of the system"),
        DECLARED("declared"),
        ASSUMED("assumed");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /// A number without an error bar.
    public static NumberSource exact(
            String subject, Quantity quantity, double value, Kind kind, String text) {
        return new NumberSource(subject, quantity, value, value, value, kind, text);
    }

    /// Whether another value lies within the error bar.
    public boolean covers(double other) {
        return low < high && low <= other && other <= high;
    }
}
