package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.evaluation.comparison.MetricDirection;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.ReportJson;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reader of the quality of a variant: a number, or a metric of an evaluation.
final class QualityReader {
    private static final String KEY = "quality";
    private static final String RATE = "-rate";

    private final Path system;

    QualityReader(Path system) {
        this.system = system;
    }

    Optional<Double> read(DocumentNode place) {
        Optional<DocumentNode> node = place.child(KEY).filter(DocumentNode::isSound);
        if (node.isEmpty() || node.get().value() instanceof Number) {
            return NumberReader.positive(place, KEY);
        }
        Optional<String> file = node.get().text("evaluation");
        Optional<String> metric = node.get().text("metric");
        return file.isPresent() && metric.isPresent()
                ? ofEvaluation(node.get(), file.get(), metric.get())
                : Optional.empty();
    }

    private Optional<Double> ofEvaluation(DocumentNode node, String file, String metric) {
        EvaluationReport report;
        try {
            report = ReportJson.read(system.resolve(file));
        } catch (ProblemException e) {
            node.error(
                    e.problem().message(),
                    "a report that `berth evaluate` wrote",
                    "correct the file's name, relative to the system's directory, or write a number");
            return Optional.empty();
        } catch (InvalidPathException _) {
            node.error(
                    "the file name '" + SanitizedText.of(file) + "'",
                    "a report that `berth evaluate` wrote",
                    "correct the name");
            return Optional.empty();
        }
        Optional<Double> quality =
                report.slices().getFirst().find(metric).flatMap(QualityReader::quality);
        if (quality.isEmpty()) {
            node.error(
                    "the metric '" + SanitizedText.of(metric) + "' of " + SanitizedText.of(file),
                    "a metric that grows with quality or a rate of errors; the report has "
                            + report.slices().getFirst().metrics().stream()
                                    .map(MetricValue::name)
                                    .collect(Collectors.joining(", ")),
                    "name another metric, or write a number");
        }
        return quality;
    }

    /// A rate of errors counts as the share without error.
    private static Optional<Double> quality(MetricValue metric) {
        double value = metric.value();
        if (!MetricDirection.isLessBetter(metric.name())) {
            return value > 0 ? Optional.of(value) : Optional.empty();
        }
        return metric.name().contains(RATE) && value < 1
                ? Optional.of(1 - value)
                : Optional.empty();
    }
}
