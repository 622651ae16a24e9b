package dev.berth.cli.evaluate;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.description.AnalysesDescription.Search;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.FairnessDescription;
import dev.berth.evaluation.description.EvaluationDescription.Label;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.description.EvaluationDescription.Score;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.Task;
import dev.berth.scoring.prediction.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that describe an evaluation, or change the described one.
final class EvaluationOptions {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The model: name or name@version.")
    private @Nullable String model;

    @Option(names = "--endpoint", paramLabel = "NAME", description = "The endpoint.")
    private @Nullable String endpoint;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "The rows: CSV with a header line, JSON lines, Parquet or Arrow.")
    private @Nullable String data;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description =
                    "binary, multiclass, multilabel, regression, ranking, retrieval, "
                            + "text-recognition or detection.")
    private @Nullable String task;

    @Option(names = "--label", paramLabel = "COLUMN", description = "The column with the label.")
    private @Nullable String label;

    @Option(
            names = "--positive",
            paramLabel = "CLASS",
            description = "The class of a binary task whose probability the score is.")
    private @Nullable String positive;

    @Option(
            names = "--classes",
            split = ",",
            paramLabel = "CLASS",
            description = "All classes, in the order of the scores.")
    private List<String> classes = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The output with the score. Default: the only one that fits.")
    private @Nullable String output;

    @Option(
            names = "--element",
            paramLabel = "N",
            description = "The position of the score, from 0, if the output is a list.")
    private @Nullable Integer element;

    @Option(
            names = "--decision",
            paramLabel = "NAME",
            description = "The output with the decided class.")
    private @Nullable String decision;

    @Option(
            names = "--threshold",
            paramLabel = "X",
            description = "The least score of a positive decision. Default: 0.5.")
    private @Nullable Double threshold;

    @Option(names = "--weight", paramLabel = "COLUMN", description = "The column with weights.")
    private @Nullable String weight;

    @Option(
            names = "--group",
            paramLabel = "COLUMN",
            description = "The column with the query of a ranking.")
    private @Nullable String group;

    @Option(
            names = "--input",
            paramLabel = "INPUT=COLUMN",
            description =
                    "The column of an input, or an expression in CEL; repeatable. Default: the "
                            + "column of the same name.")
    private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(
            names = "--slices",
            split = ",",
            paramLabel = "COLUMN",
            description = "Columns; each of their values is a slice.")
    private List<String> sliceColumns = new ArrayList<>();

    @Option(
            names = "--slice",
            paramLabel = "NAME=CONDITION",
            description = "A slice by a condition in CEL, as young='age < 25'; repeatable.")
    private Map<String, String> sliceConditions = new LinkedHashMap<>();

    @Option(
            names = "--top-k",
            split = ",",
            paramLabel = "K",
            description = "Cut-offs of metrics such as recall@10.")
    private List<Integer> topK = new ArrayList<>();

    @Option(
            names = "--fairness",
            split = ",",
            paramLabel = "COLUMN",
            description = "Columns with groups whose treatment is compared.")
    private List<String> fairnessColumns = new ArrayList<>();

    @Option(
            names = "--favourable",
            paramLabel = "CLASS",
            description = "The class that is good for a person.")
    private @Nullable String favourable;

    @Option(
            names = "--identities",
            split = ",",
            paramLabel = "COLUMN",
            description =
                    "Columns that say whether a row has an identity, for areas under the ROC "
                            + "curve of each.")
    private List<String> identities = new ArrayList<>();

    @Option(
            names = "--search",
            description = "Search for slices that are worse, and for columns that leak the label.")
    private boolean search;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            description = "Resamples of the bootstrap. Default: 1000.")
    private @Nullable Integer resamples;

    @Option(names = "--seed", paramLabel = "N", description = "The seed of the resamples.")
    private @Nullable Long seed;

    @Option(
            names = "--confidence",
            paramLabel = "X",
            description = "The confidence of the intervals. Default: 0.95.")
    private @Nullable Double confidence;

    /// The evaluation that the options describe by themselves.
    ///
    /// @throws ProblemException `usage` if an option is missing
    EvaluationDescription describe() {
        return describe(requireSubject());
    }

    /// The evaluation that the options describe, but for its subject.
    ///
    /// @throws ProblemException `usage` if an option is missing
    EvaluationDescription describe(Subject subject) {
        return apply(
                new EvaluationDescription(
                        "evaluation",
                        subject,
                        require("--data", data),
                        requireTask(),
                        new Label(require("--label", label), Optional.empty(), List.of()),
                        new Score(Optional.empty(), Optional.empty(), Optional.empty()),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Resamples.DEFAULT));
    }

    /// A described evaluation with what the options change.
    EvaluationDescription apply(EvaluationDescription described) {
        requireRanges();
        List<SliceDescription> slices = new ArrayList<>(described.slices());
        if (!sliceColumns.isEmpty()) {
            slices.add(new SliceDescription.Columns(sliceColumns));
        }
        sliceConditions.forEach(
                (name, when) -> slices.add(new SliceDescription.Condition(name, when)));
        Map<String, String> allInputs = new LinkedHashMap<>(described.inputs());
        allInputs.putAll(inputs);
        return new EvaluationDescription(
                described.name(),
                subject().orElse(described.subject()),
                Optional.ofNullable(data).orElse(described.data()),
                task == null ? described.task() : requireTask(),
                new Label(
                        Optional.ofNullable(label).orElse(described.label().column()),
                        Optional.ofNullable(positive).or(() -> described.label().positive()),
                        classes.isEmpty() ? described.label().classes() : classes),
                new Score(
                        Optional.ofNullable(output).or(() -> described.score().output()),
                        Optional.ofNullable(element).or(() -> described.score().element()),
                        Optional.ofNullable(decision).or(() -> described.score().decision())),
                threshold == null ? described.threshold() : OptionalDouble.of(threshold),
                Optional.ofNullable(weight).or(described::weight),
                Optional.ofNullable(group).or(described::group),
                described.id(),
                allInputs,
                topK.isEmpty() ? described.topK() : topK,
                slices,
                fairnessColumns.isEmpty()
                        ? described.fairness()
                        : Optional.of(
                                new FairnessDescription(
                                        fairnessColumns, Optional.ofNullable(favourable))),
                described
                        .analyses()
                        .with(search ? Optional.of(Search.DEFAULT) : Optional.empty(), identities),
                new Resamples(
                        Optional.ofNullable(resamples).orElse(described.resamples().count()),
                        Optional.ofNullable(seed).orElse(described.resamples().seed()),
                        Optional.ofNullable(confidence)
                                .orElse(described.resamples().confidence())));
    }

    private void requireRanges() {
        if (resamples != null && (resamples < 0 || resamples > PoissonBootstrap.COUNT_MAX)) {
            throw usage(
                    "--resamples " + resamples, "a number from 0 to " + PoissonBootstrap.COUNT_MAX);
        }
        if (confidence != null && !(confidence >= 0.5 && confidence < 1)) {
            throw usage("--confidence " + confidence, "a number from 0.5 to below 1");
        }
        for (int cutOff : topK) {
            if (cutOff < 1) {
                throw usage("--top-k " + cutOff, "numbers of at least 1");
            }
        }
    }

    private Optional<Subject> subject() {
        if (model != null && endpoint != null) {
            throw usage("both --model and --endpoint", "one of the two");
        }
        if (endpoint != null) {
            return Optional.of(new Subject(Subject.Kind.ENDPOINT, endpoint, ""));
        }
        if (model == null) {
            return Optional.empty();
        }
        int at = model.indexOf('@');
        return Optional.of(
                new Subject(
                        Subject.Kind.MODEL,
                        at < 0 ? model : model.substring(0, at),
                        at < 0 ? "" : model.substring(at + 1)));
    }

    private Subject requireSubject() {
        return subject()
                .orElseThrow(
                        () ->
                                usage(
                                        "no evaluation, and no --model or --endpoint",
                                        "the name of one of the system's evaluations, or what is"
                                                + " evaluated"));
    }

    private Task requireTask() {
        String label = require("--task", task);
        return Task.findByLabel(label)
                .orElseThrow(
                        () ->
                                usage(
                                        "--task " + label,
                                        "one of " + String.join(", ", Task.labels())));
    }

    private static String require(String option, @Nullable String value) {
        if (value == null) {
            throw usage("no " + option, "an evaluation of the system, or all of its options");
        }
        return value;
    }

    private static ProblemException usage(String found, String expected) {
        return new ProblemException(
                ProblemCode.USAGE,
                found + " (expected: " + expected + ")",
                "`berth evaluate --help` lists the options");
    }
}
