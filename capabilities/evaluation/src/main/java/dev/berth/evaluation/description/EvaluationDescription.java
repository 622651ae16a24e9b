package dev.berth.evaluation.description;

import dev.berth.evaluation.report.Task;
import dev.berth.scoring.prediction.Subject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Description of an evaluation: which model or endpoint, on which data, how.
///
/// @param name of the evaluation: its file's without the ending
/// @param subject the model or endpoint; its version is empty for the latest
/// @param data path of the table, below the system's directory unless it is absolute
/// @param label the true answer in the data
/// @param score where the prediction is among the outputs
/// @param threshold from which score on a row is decided to be positive; empty for 0.5, or for the
///   output that [Score#decision] names
/// @param weight column with the weight of a row; empty for 1 each
/// @param group column of the query of a ranking
/// @param id column that identifies a row in messages
/// @param inputs by field of the signature: a column, or an expression in CEL over the columns; a
///   field that is not named takes the column of its name
/// @param analyses beside the metrics
/// @param topK cut-offs of metrics such as `recall@10`; empty for the task's own
public record EvaluationDescription(
        String name,
        Subject subject,
        String data,
        Task task,
        Label label,
        Score score,
        OptionalDouble threshold,
        Optional<String> weight,
        Optional<String> group,
        Optional<String> id,
        Map<String, String> inputs,
        List<Integer> topK,
        List<SliceDescription> slices,
        Optional<FairnessDescription> fairness,
        AnalysesDescription analyses,
        Resamples resamples) {

    public EvaluationDescription {
        inputs = Map.copyOf(inputs);
        topK = List.copyOf(topK);
        slices = List.copyOf(slices);
    }

    /// An evaluation without further analyses.
    public EvaluationDescription(
            String name,
            Subject subject,
            String data,
            Task task,
            Label label,
            Score score,
            OptionalDouble threshold,
            Optional<String> weight,
            Optional<String> group,
            Optional<String> id,
            Map<String, String> inputs,
            List<Integer> topK,
            List<SliceDescription> slices,
            Optional<FairnessDescription> fairness,
            Resamples resamples) {
        this(
                name,
                subject,
                data,
                task,
                label,
                score,
                threshold,
                weight,
                group,
                id,
                inputs,
                topK,
                slices,
                fairness,
                AnalysesDescription.NONE,
                resamples);
    }

    /// The same with the paths of its analyses taken relative to the system's directory.
    public EvaluationDescription in(Path directory) {
        return new EvaluationDescription(
                name,
                subject,
                data,
                task,
                label,
                score,
                threshold,
                weight,
                group,
                id,
                inputs,
                topK,
                slices,
                fairness,
                analyses.in(directory),
                resamples);
    }

    /// The true answers.
    ///
    /// @param column with the label: a class, a list of classes, a number, a text, ...
    /// @param positive class of a binary task whose probability the score is; empty for `true` or 1
    /// @param classes all classes in the order of the scores; empty for those of the signature
    public record Label(String column, Optional<String> positive, List<String> classes) {
        public Label {
            classes = List.copyOf(classes);
        }
    }

    /// The prediction among the outputs.
    ///
    /// @param output with the score, scores, number, text or boxes; empty for the only one that
    ///   fits
    /// @param element of the output, from 0, where it is a list and one score is wanted
    /// @param decision output with the predicted class or classes; empty to decide by the scores
    public record Score(
            Optional<String> output, Optional<Integer> element, Optional<String> decision) {}

    /// Groups whose treatment is compared.
    ///
    /// @param columns one comparison for each
    /// @param favourable the class that is good for a person; empty for scores alone
    public record FairnessDescription(List<String> columns, Optional<String> favourable) {
        public FairnessDescription {
            columns = List.copyOf(columns);
        }
    }

    /// Resamples of intervals.
    ///
    /// @param count 0 for no intervals by resampling
    /// @param confidence of every interval, between 0 and 1
    public record Resamples(int count, long seed, double confidence) {
        public static final Resamples DEFAULT = new Resamples(1000, 1, 0.95);
    }
}
