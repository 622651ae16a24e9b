package dev.berth.evaluation.comparison;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bound that a candidate has to keep, such as `p99-ms<=20` or `accuracy/young>=0.7`.
///
/// @param measure a metric, or one of [Costs#measures]
/// @param slice of the metric; [dev.berth.evaluation.report.SliceResult#ALL] for all rows
/// @param isMaximum whether the measure may be at most the bound; otherwise at least
public record Limit(String measure, String slice, boolean isMaximum, double bound) {
    private static final Pattern FORM =
            Pattern.compile("\\s*([a-z0-9][^/<>=\\s]*)(?:/(.+?))?\\s*(<=|>=)\\s*([0-9.eE+-]+)\\s*");

    /// Parses `MEASURE<=NUMBER`, `MEASURE/SLICE>=NUMBER` and the like.
    ///
    /// @param all name of the slice with all rows
    /// @throws IllegalArgumentException for another form
    public static Limit parse(String text, String all) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            try {
                double bound = Double.parseDouble(matcher.group(4));
                String slice = matcher.group(2);
                return new Limit(
                        matcher.group(1),
                        slice == null ? all : slice,
                        matcher.group(3).equals("<="),
                        bound);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(message(text), e);
            }
        }
        throw new IllegalArgumentException(message(text));
    }

    private static String message(String text) {
        return "limit '" + text + "' (expected: MEASURE<=NUMBER or MEASURE/SLICE>=NUMBER)";
    }

    /// Whether a value keeps the bound. No value does not.
    boolean isKept(OptionalDouble value) {
        return value.isPresent()
                && (isMaximum ? value.getAsDouble() <= bound : value.getAsDouble() >= bound);
    }

    /// As it is written; the slice only where it is not `all`.
    ///
    /// @param all name of the slice with all rows
    public String text(String all) {
        return measure
                + (slice.equals(all) ? "" : "/" + slice)
                + (isMaximum ? " <= " : " >= ")
                + (bound == Math.rint(bound) && Math.abs(bound) < 1e15
                        ? Long.toString((long) bound)
                        : Double.toString(bound));
    }
}
