package dev.berth.charts;

import java.util.List;
import java.util.OptionalDouble;

/// Curves over a common pair of axes.
///
/// @param hasDiagonal whether the line from the lower left to the upper right corner is shown: that
///   of chance, or of a score that is calibrated
public record CurveChart(
        String title, ChartAxis x, ChartAxis y, List<Curve> curves, boolean hasDiagonal)
        implements Chart {

    public CurveChart {
        curves = List.copyOf(curves);
    }

    /// Form of a curve.
    public enum Form {
        /// Straight from point to point.
        LINE,
        /// Points with their vertical intervals, and a line through them.
        POINTS
    }

    /// A curve.
    ///
    /// @param name shown in the legend
    public record Curve(String name, Form form, List<CurvePoint> points) {
        public Curve {
            points = List.copyOf(points);
        }
    }

    /// A point of a curve.
    ///
    /// @param low lower end of the vertical interval; with `high`
    /// @param high upper end of the vertical interval; with `low`
    public record CurvePoint(double x, double y, OptionalDouble low, OptionalDouble high) {
        public static CurvePoint of(double x, double y) {
            return new CurvePoint(x, y, OptionalDouble.empty(), OptionalDouble.empty());
        }
    }
}
