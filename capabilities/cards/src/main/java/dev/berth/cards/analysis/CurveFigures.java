package dev.berth.cards.analysis;

import dev.berth.cards.assembly.ReportNumbers;
import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.Figure;
import dev.berth.charts.Chart;
import dev.berth.charts.ChartAxis;
import dev.berth.charts.CurveChart;
import dev.berth.charts.CurveChart.Curve;
import dev.berth.charts.CurveChart.CurvePoint;
import dev.berth.charts.CurveChart.Form;
import dev.berth.evaluation.report.Curves;
import dev.berth.evaluation.report.Curves.ReliabilityBin;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Curves of a classifier: reliability, ROC, precision and recall.
final class CurveFigures {
    private CurveFigures() {}

    /// A figure with the curves of all rows; none where the task has no curves.
    static List<DocumentBlock> of(ReportNumbers numbers) {
        List<Chart> charts =
                numbers.report().all().curves().map(CurveFigures::charts).orElse(List.of());
        return charts.isEmpty()
                ? List.of()
                : List.of(
                        new Figure(
                                ReportSections.id(numbers, "curves"),
                                "Curves of all rows; the dashed line is that of a calibrated score,"
                                        + " or of chance",
                                charts,
                                numbers.sourceId()));
    }

    private static List<Chart> charts(Curves curves) {
        List<Chart> charts = new ArrayList<>();
        if (!curves.reliability().isEmpty()) {
            charts.add(
                    new CurveChart(
                            "Reliability",
                            ChartAxis.ratio("mean score"),
                            ChartAxis.ratio("observed rate"),
                            List.of(
                                    new Curve(
                                            "all rows",
                                            Form.POINTS,
                                            curves.reliability().stream()
                                                    .map(CurveFigures::point)
                                                    .toList())),
                            true));
        }
        if (!curves.roc().isEmpty()) {
            charts.add(
                    chart(
                            "ROC curve",
                            "false positive rate",
                            "true positive rate",
                            curves.roc(),
                            true));
        }
        if (!curves.precisionRecall().isEmpty()) {
            charts.add(
                    chart(
                            "Precision and recall",
                            "recall",
                            "precision",
                            curves.precisionRecall(),
                            false));
        }
        return charts;
    }

    private static CurvePoint point(ReliabilityBin bin) {
        boolean hasInterval = !Double.isNaN(bin.low()) && !Double.isNaN(bin.high());
        return new CurvePoint(
                bin.meanScore(),
                bin.observedRate(),
                hasInterval ? OptionalDouble.of(bin.low()) : OptionalDouble.empty(),
                hasInterval ? OptionalDouble.of(bin.high()) : OptionalDouble.empty());
    }

    private static Chart chart(
            String title, String x, String y, List<Curves.Point> points, boolean hasDiagonal) {
        return new CurveChart(
                title,
                ChartAxis.ratio(x),
                ChartAxis.ratio(y),
                List.of(
                        new Curve(
                                "all rows",
                                Form.LINE,
                                points.stream()
                                        .map(point -> CurvePoint.of(point.x(), point.y()))
                                        .toList())),
                hasDiagonal);
    }
}
