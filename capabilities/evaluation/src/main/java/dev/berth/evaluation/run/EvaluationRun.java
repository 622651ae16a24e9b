package dev.berth.evaluation.run;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.description.EvaluationDescription.Resamples;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Provenance;
import dev.berth.evaluation.report.TableDigest;
import dev.berth.evaluation.task.AnalysisFactory;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.prediction.BatchPredictor;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Evaluation of a model or endpoint on a data file, in one pass over its rows.
///
/// The pass reads blocks of rows, sends them in batches, some at a time, and takes the answers in
/// the order of the rows: so a report does not depend on threads. Memory is bounded by the slices,
/// not by the rows: each keeps sums, counts and a sample. Before the pass the file is read once or
/// twice for what must be known first: types of columns, values of slices, rows that cannot be
/// read, the digest.
public final class EvaluationRun {
    /// Different scores that all slices together keep apart; each takes some hundred bytes.
    private static final int SCORES_MAX = 1_000_000;

    private static final int SCORES_OF_SLICE_MIN = 4096;

    private final EvaluationDescription description;
    private final RecordPredictor predictor;
    private final RunOptions options;
    private final ReportOrigin origin;
    private final ProgressListener listener;
    private final List<AnalysisFactory> further;

    private EvaluationRun(
            EvaluationDescription description,
            RecordPredictor predictor,
            RunOptions options,
            ReportOrigin origin,
            ProgressListener listener,
            List<AnalysisFactory> further) {
        this.description = description;
        this.predictor = predictor;
        this.options = options;
        this.origin = origin;
        this.listener = listener;
        this.further = List.copyOf(further);
    }

    /// Runs an evaluation. Blocks.
    ///
    /// @param database for reading the data
    /// @param file the data
    /// @throws ProblemException `evaluation-invalid` if description, data and signature do not fit;
    ///   `row-invalid` if too many rows cannot be evaluated; or what keeps all rows from being
    ///   predicted. The progress is kept then
    public static EvaluationReport run(
            EvaluationDescription description,
            Database database,
            Path file,
            RecordPredictor predictor,
            RunOptions options,
            ReportOrigin origin,
            ProgressListener listener) {
        return run(description, database, file, predictor, options, origin, listener, List.of());
    }

    /// Runs an evaluation with further analyses of its units. Blocks.
    ///
    /// @param further have their own progress: a run with others has another progress folder
    public static EvaluationReport run(
            EvaluationDescription description,
            Database database,
            Path file,
            RecordPredictor predictor,
            RunOptions options,
            ReportOrigin origin,
            ProgressListener listener,
            List<AnalysisFactory> further) {
        return new EvaluationRun(description, predictor, options, origin, listener, further)
                .run(database, DataFile.open(database, file));
    }

    private EvaluationReport run(Database database, DataFile data) {
        SliceSet slices = SliceSet.of(description.slices(), data);
        int scores = Math.max(SCORES_OF_SLICE_MIN, SCORES_MAX / (slices.slices().size() + 1));
        return run(
                database,
                data,
                slices,
                new TaskEvaluations(description, data, predictor, options, scores).of(database));
    }

    private <O> EvaluationReport run(
            Database database, DataFile data, SliceSet slices, TaskEvaluation<O> task) {
        RecordMapper mapper = RecordMapper.of(predictor.signature(), description.inputs(), data);
        description.weight().ifPresent(column -> data.require(column, "the weight"));
        SampleAnalyses.requireInputs(description.analyses(), predictor.signature());
        List<UnitAnalysis<O>> analyses =
                new ArrayList<>(UnitAnalyses.of(description, data, task, mapper.columns()));
        further.forEach(factory -> analyses.add(factory.of(task)));
        Set<String> columns = new LinkedHashSet<>(mapper.columns());
        columns.addAll(task.columns());
        task.groupColumn().ifPresent(columns::add);
        columns.addAll(slices.columns());
        description.weight().ifPresent(columns::add);
        analyses.forEach(analysis -> columns.addAll(analysis.columns()));
        var batches = new BatchPredictor(predictor, mapper);
        RowScan scan = data.scan(columns);
        Resamples resamples = description.resamples();
        var bootstrap =
                new PoissonBootstrap(resamples.count(), resamples.seed(), resamples.confidence());
        String dataSha256 = digest(data.file());
        List<TableDigest> tables = tables();
        var pass =
                new RowPass<>(
                        new RowPass.Parts<>(
                                data,
                                columns,
                                scan,
                                task,
                                slices,
                                description.weight(),
                                new SliceAccumulators<>(task, slices.slices(), analyses, bootstrap),
                                batches),
                        options,
                        listener,
                        progressFile(dataSha256, tables));
        RowPass.Result result = pass.run();
        var report =
                new EvaluationReport(
                        description.name(),
                        predictor.subject(),
                        description.task(),
                        provenance(dataSha256, tables, resamples),
                        result.rows(),
                        result.slices(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.of(result.timing()));
        for (UnitAnalysis<O> analysis : analyses) {
            report = analysis.addTo(report, bootstrap);
        }
        var predictions = new ParallelPredictions(batches, options);
        if (SampleAnalyses.isNeeded(description.analyses())) {
            report =
                    new SampleAnalyses<>(
                                    description,
                                    task,
                                    predictor.signature(),
                                    predictions,
                                    bootstrap)
                            .addTo(report, sample(data, columns, scan.unreadable(), task), mapper);
        }
        report =
                new TemplateAnalyses(description, predictor.signature(), predictions, bootstrap)
                        .addTo(report, task, database);
        pass.finish();
        return report;
    }

    private <O> List<List<CopiedRow>> sample(
            DataFile data,
            Set<String> columns,
            List<UnreadableRow> unreadable,
            TaskEvaluation<O> task) {
        try (RowCursor rows = data.rows(columns, unreadable, task.groupColumn())) {
            return new UnitSampler(
                            columns,
                            task.groupColumn(),
                            description.analyses().sampleRows(),
                            description.resamples().seed())
                    .sample(rows);
        }
    }

    private Optional<ProgressFile> progressFile(String dataSha256, List<TableDigest> tables) {
        String key =
                String.join(
                        "\n",
                        description.toString(),
                        dataSha256,
                        tables.toString(),
                        predictor.subject().toString(),
                        predictor.modelSha256(),
                        predictor.signature().toString(),
                        Integer.toString(options.batchRows()),
                        origin.berthVersion());
        return options.progressFolder().map(folder -> new ProgressFile(folder, key));
    }

    private List<TableDigest> tables() {
        return description.analyses().tables().stream()
                .map(Path::of)
                .map(file -> new TableDigest(origin.named(file), digest(file)))
                .toList();
    }

    private Provenance provenance(
            String dataSha256, List<TableDigest> tables, Resamples resamples) {
        return new Provenance(
                origin.command(),
                origin.dataFile(),
                dataSha256,
                predictor.modelSha256(),
                origin.machine(),
                Optional.of(origin.clock().instant()),
                origin.berthVersion(),
                resamples.seed(),
                resamples.count(),
                resamples.confidence(),
                options.batchRows(),
                tables);
    }

    private static String digest(Path file) {
        try {
            return Digests.ofFile(file).hex();
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNAVAILABLE,
                            "reading " + file + ": " + e,
                            "make the file readable"),
                    e);
        }
    }
}
