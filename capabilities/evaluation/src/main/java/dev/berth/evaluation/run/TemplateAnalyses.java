package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.description.AnalysesDescription.TemplatesDescription;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.TemplateResult;
import dev.berth.evaluation.task.ExplainedNumber;
import dev.berth.evaluation.task.RecordPredictions;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.template.TemplateSet;
import dev.berth.evaluation.template.TemplateSet.Template;
import dev.berth.evaluation.template.TemplateSet.Term;
import dev.berth.evaluation.template.TemplateTest;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import dev.berth.tables.duckdb.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Template tests of a run.
final class TemplateAnalyses {
    private static final String TEMPLATE = "template";
    private static final String LABEL = "label";
    private static final double THRESHOLD = 0.5;

    private final EvaluationDescription description;
    private final Signature signature;
    private final RecordPredictions predictions;
    private final Resampling resampling;

    TemplateAnalyses(
            EvaluationDescription description,
            Signature signature,
            RecordPredictions predictions,
            Resampling resampling) {
        this.description = description;
        this.signature = signature;
        this.predictions = predictions;
        this.resampling = resampling;
    }

    /// Adds the result of each set.
    ///
    /// @throws ProblemException `evaluation-invalid` if a set, its table or its input does not fit
    EvaluationReport addTo(EvaluationReport report, TaskEvaluation<?> task, Database database) {
        List<TemplatesDescription> sets = description.analyses().templates();
        if (sets.isEmpty()) {
            return report;
        }
        ExplainedNumber score =
                task.explained()
                        .orElseThrow(
                                () ->
                                        invalid(
                                                "`templates` of the task "
                                                        + description.task()
                                                        + ", which has no single score",
                                                "leave them out, or name the output with the"
                                                        + " score"));
        List<TemplateResult> results = new ArrayList<>();
        for (TemplatesDescription set : sets) {
            results.add(evaluate(set, score, database));
        }
        return report.with(
                report.fairness(),
                report.foundSlices(),
                report.robustness(),
                report.explanations(),
                results);
    }

    /// A template with the inputs that its row has beside it.
    private record TemplateRow(Template template, Map<String, @Nullable Object> inputs) {}

    private TemplateResult evaluate(
            TemplatesDescription described, ExplainedNumber score, Database database) {
        RecordMapper.requireInput(signature, described.input());
        List<TemplateRow> rows = read(described, database);
        List<Term> terms = new ArrayList<>();
        described
                .terms()
                .forEach((group, texts) -> texts.forEach(text -> terms.add(new Term(text, group))));
        TemplateSet set =
                new TemplateSet(
                        described.name(), rows.stream().map(TemplateRow::template).toList(), terms);
        List<String> sentences = TemplateTest.sentences(set);
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            Map<String, @Nullable Object> record =
                    new LinkedHashMap<>(rows.get(i / terms.size()).inputs());
            record.put(described.input(), sentences.get(i));
            records.add(record);
        }
        double[] scores = new double[records.size()];
        int at = 0;
        for (Optional<Map<String, @Nullable Object>> prediction : predictions.predict(records)) {
            scores[at++] = Explanations.number(score, prediction);
        }
        return TemplateTest.evaluate(
                set, scores, description.threshold().orElse(THRESHOLD), resampling);
    }

    private List<TemplateRow> read(TemplatesDescription described, Database database) {
        DataFile data = DataFile.open(database, Path.of(described.data()));
        data.require(TEMPLATE, "the sentences");
        Set<String> inputs = new LinkedHashSet<>();
        signature.inputs().stream()
                .filter(field -> !field.name().equals(described.input()))
                .filter(field -> data.has(field.name()))
                .forEach(field -> inputs.add(field.name()));
        Set<String> columns = new LinkedHashSet<>(inputs);
        columns.add(TEMPLATE);
        if (data.has(LABEL)) {
            columns.add(LABEL);
        }
        columns.forEach(column -> data.require(column, "templates"));
        List<UnreadableRow> unreadable = data.scan(columns).unreadable();
        if (!unreadable.isEmpty()) {
            throw invalidRow(described, unreadable.getFirst().number(), "it cannot be read");
        }
        List<TemplateRow> rows = new ArrayList<>();
        try (RowCursor cursor = data.rows(columns, unreadable, Optional.empty())) {
            for (Optional<RowBlock> block = cursor.next();
                    block.isPresent();
                    block = cursor.next()) {
                for (DataRow row : block.get().rows()) {
                    rows.add(row(described, row, inputs, columns.contains(LABEL)));
                }
            }
        }
        return rows;
    }

    private static TemplateRow row(
            TemplatesDescription described, DataRow row, Set<String> inputs, boolean hasLabel) {
        String text = row.text(TEMPLATE);
        if (text == null) {
            throw invalidRow(described, row.number(), "no template");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String input : inputs) {
            try {
                values.put(input, row.value(input));
            } catch (InvalidRowException e) {
                throw invalidRow(described, row.number(), e.reason());
            }
        }
        Optional<Boolean> label =
                hasLabel ? Optional.of(isPositive(described, row)) : Optional.empty();
        return new TemplateRow(new Template(text, label), values);
    }

    private static boolean isPositive(TemplatesDescription described, DataRow row) {
        String text = row.text(LABEL);
        return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                    throw invalidRow(
                            described,
                            row.number(),
                            "label '" + text + "' (expected: true and false, or 1 and 0)");
        };
    }

    private static ProblemException invalidRow(
            TemplatesDescription described, long row, String reason) {
        return new ProblemException(
                ProblemCode.ROW_INVALID,
                "%s, row %d: %s".formatted(described.data(), row, reason),
                "correct the row");
    }

    private static ProblemException invalid(String message, String remedy) {
        return new ProblemException(ProblemCode.EVALUATION_INVALID, message, remedy);
    }
}
