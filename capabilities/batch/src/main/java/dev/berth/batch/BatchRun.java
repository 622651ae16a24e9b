package dev.berth.batch;

import dev.berth.batch.StageTimes.Stage;
import dev.berth.batch.drift.ColumnDrift;
import dev.berth.batch.drift.DriftMeasurement;
import dev.berth.batch.output.OutputColumn;
import dev.berth.batch.output.PartWriter;
import dev.berth.batch.report.BatchJson;
import dev.berth.batch.report.BatchReport;
import dev.berth.batch.report.BatchReport.SetAside;
import dev.berth.batch.state.JobFolder;
import dev.berth.batch.state.JobKey;
import dev.berth.batch.state.OutputFile;
import dev.berth.catalog.artifact.Digests;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.TableFormats;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Run of a batch job: from the first part that is not finished to the output.
///
/// Exactly once in effect: a part's bytes follow from the source, the model and the settings, whose
/// digest the job's folder keeps; it is finished as a whole or not at all; and the output is put
/// together when all parts are finished, and appears as a whole.
public final class BatchRun {
    /// Formats whose files can be put together from parts.
    private static final Set<String> FORMATS = Set.of("csv", "json", "parquet");

    private final BatchJob job;
    private final Database database;
    private final RecordPredictor predictor;
    private final BatchOptions options;
    private final BatchOrigin origin;
    private final BatchListener listener;
    private final StageTimes times = new StageTimes();

    private BatchRun(
            BatchJob job,
            Database database,
            RecordPredictor predictor,
            BatchOptions options,
            BatchOrigin origin,
            BatchListener listener) {
        this.job = job;
        this.database = database;
        this.predictor = predictor;
        this.options = options;
        this.origin = origin;
        this.listener = listener;
    }

    /// Runs a job. Blocks.
    ///
    /// @param database reads and writes tables; with one thread, so that the order of what it
    ///   writes, and with it the output, is the same each time
    /// @throws ProblemException `data-invalid` or `batch-invalid` if job, source and signature do
    ///   not fit; `batch-changed` if it was begun with others; `batch-running`; `row-invalid` if
    ///   too many rows cannot be scored; or what keeps all rows from being predicted. Finished
    ///   parts are kept then
    public static BatchReport run(
            BatchJob job,
            Database database,
            RecordPredictor predictor,
            BatchOptions options,
            BatchOrigin origin,
            BatchListener listener) {
        return new BatchRun(job, database, predictor, options, origin, listener).run();
    }

    /// Scores the first rows of a job and writes nothing, to tell how long it will take. Blocks.
    ///
    /// @throws ProblemException as [#run], but for what is written and what earlier runs left
    public static BatchPreview preview(
            BatchJob job,
            Database database,
            RecordPredictor predictor,
            BatchOptions options,
            PreviewLimit limit) {
        return new BatchRun(
                        job,
                        database,
                        predictor,
                        options,
                        new BatchOrigin("", ""),
                        (_, _, _, _) -> {})
                .preview(limit);
    }

    private BatchPreview preview(PreviewLimit limit) {
        OutputFormat format = format();
        DataFile data = DataFile.openAll(database, job.source());
        RecordMapper mapper = RecordMapper.of(predictor.signature(), job.inputs(), data);
        var carried = CarriedColumns.of(data, job.carried(), format);
        List<OutputColumn> columns = columns(carried);
        Set<String> read = read(data, mapper, carried);
        int batchRows = batchRows();
        var gate = new RowGate(rowsInFlightMax(batchRows));
        var inputs =
                new PassInputs(data, read, data.scan(read), carried, columns, outputs(), times);
        var scorer = new BatchScorer(predictor, mapper, data, carried, gate, fullRows(batchRows));
        return new SamplePass(inputs, scorer, options.requestsMax(), batchRows)
                .run(database, format, job.destination(), limit);
    }

    private OutputFormat format() {
        return TableFormats.ofEnding(
                TableFormats.all(OutputFormat.class).stream()
                        .filter(each -> FORMATS.contains(each.name()))
                        .toList(),
                "output",
                job.destination().toString());
    }

    private List<OutputColumn> columns(CarriedColumns carried) {
        List<OutputColumn> columns = new ArrayList<>(carried.columns());
        columns.addAll(OutputColumn.of(predictor.signature(), job.prefix()));
        requireDistinct(columns);
        return columns;
    }

    /// Columns of the source that are read, at least one.
    private static Set<String> read(DataFile data, RecordMapper mapper, CarriedColumns carried) {
        Set<String> read = new LinkedHashSet<>(mapper.columns());
        read.addAll(carried.names());
        if (read.isEmpty()) {
            read.add(data.columns().keySet().iterator().next());
        }
        return read;
    }

    /// Rows of a batch of which two are not joined: more than half of an execution.
    private int fullRows(int batchRows) {
        return 2 * batchRows > predictor.executionRows() ? batchRows : Integer.MAX_VALUE;
    }

    private BatchReport run() {
        OutputFormat format = format();
        DataFile data = DataFile.openAll(database, job.source());
        RecordMapper mapper = RecordMapper.of(predictor.signature(), job.inputs(), data);
        var carried = CarriedColumns.of(data, job.carried(), format);
        List<OutputColumn> columns = columns(carried);
        // One that cannot be read is better found before the rows are scored.
        options.reference().ifPresent(each -> DataFile.open(database, each));
        long checking = System.nanoTime();
        SourceFile source = SourceFile.of(data.files());
        times.addSince(Stage.CHECKING, checking);
        Set<String> read = read(data, mapper, carried);
        int batchRows = batchRows();
        int fullRows = fullRows(batchRows);
        JobKey key = key(source, data, format, columns, batchRows);
        try (JobFolder folder =
                JobFolder.open(
                        job.destination(),
                        key,
                        options.beginning() == BatchOptions.Beginning.ANEW)) {
            long counting = System.nanoTime();
            RowScan scan = data.scan(read);
            source.requireUnchanged();
            times.addSince(Stage.CHECKING, counting);
            long began = System.nanoTime();
            long predicted;
            try (var writer = new PartWriter(database, format, columns)) {
                var gate = new RowGate(rowsInFlightMax(batchRows));
                predicted =
                        new PartPass(
                                        new PassInputs(
                                                data, read, scan, carried, columns, outputs(),
                                                times),
                                        new BatchScorer(
                                                predictor, mapper, data, carried, gate, fullRows),
                                        options,
                                        batchRows,
                                        listener)
                                .run(folder, writer, () -> requireUnchanged(source));
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            return complete(
                    folder, format, new Scored(data, mapper, scan), source, seconds, predicted);
        }
    }

    private void requireUnchanged(SourceFile source) {
        source.requireUnchanged();
        String version = predictor.currentVersion();
        if (!version.equals(predictor.subject().version())) {
            throw new ProblemException(
                    ProblemCode.BATCH_CHANGED,
                    "version "
                            + version
                            + " of "
                            + predictor.subject().name()
                            + " answers (expected: "
                            + predictor.subject().version()
                            + ", as at the begin)",
                    "serve that version again and run the same command, which goes on; name it,"
                            + " name@version; or begin anew: --restart");
        }
    }

    /// Names of the values of a prediction, in the order of the columns.
    private List<String> outputs() {
        return OutputColumn.of(predictor.signature(), "").stream().map(OutputColumn::name).toList();
    }

    private void requireDistinct(List<OutputColumn> columns) {
        Set<String> names = new HashSet<>();
        for (OutputColumn column : columns) {
            if (!names.add(column.name())) {
                throw new ProblemException(
                        ProblemCode.BATCH_INVALID,
                        "two columns '"
                                + column.name()
                                + "' of the output: one of the source, one of the prediction"
                                + " (expected: distinct names)",
                        "give the predictions a prefix, --prefix predicted_, or carry other"
                                + " columns");
            }
        }
    }

    /// Rows of a request: a quarter of those that the model's queue takes, unless given.
    private int batchRows() {
        OptionalInt most = predictor.rowsInFlightMax();
        if (options.batchRows().isEmpty()) {
            return most.isEmpty()
                    ? BatchOptions.BATCH_ROWS_DEFAULT
                    : Math.clamp(
                            most.getAsInt() / BatchOptions.DEFAULT.requestsMax(),
                            1,
                            BatchOptions.BATCH_ROWS_MAX_DEFAULT);
        }
        int given = options.batchRows().getAsInt();
        if (most.isPresent() && given > most.getAsInt()) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "requests of "
                            + given
                            + " records (expected: at most "
                            + most.getAsInt()
                            + ", which the queue of "
                            + predictor.subject()
                            + " takes)",
                    "choose a smaller --batch, or raise limits.max-queue-rows of the model");
        }
        return given;
    }

    private int rowsInFlightMax(int batchRows) {
        long requested = (long) batchRows * options.requestsMax();
        return (int) Math.min(predictor.rowsInFlightMax().orElse(Integer.MAX_VALUE), requested);
    }

    private JobKey key(
            SourceFile source,
            DataFile data,
            OutputFormat format,
            List<OutputColumn> columns,
            int batchRows) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("source sha256", source.sha256());
        values.put("subject", predictor.subject().toString());
        values.put("model sha256", predictor.modelSha256());
        values.put("inputs", new TreeMap<>(job.inputs()).toString());
        values.put("output", format.name() + " " + columns);
        values.put("rows of a part", Integer.toString(options.partRows()));
        values.put("rows of a request", Integer.toString(batchRows));
        values.put("berth", origin.berthVersion());
        Map<String, String> types = new LinkedHashMap<>();
        data.columns().forEach((name, type) -> types.put(name, type.toString()));
        return new JobKey(values, types);
    }

    /// Rows that were scored.
    private record Scored(DataFile data, RecordMapper mapper, RowScan scan) {}

    /// Drift of inputs and outputs; none without a reference.
    ///
    /// @param hasOutput whether the output has rows
    private List<ColumnDrift> drift(Scored scored, boolean hasOutput) {
        if (options.reference().isEmpty()) {
            return List.of();
        }
        var drift = new DriftMeasurement(DataFile.open(database, options.reference().get()));
        Map<String, String> inputs = new LinkedHashMap<>();
        scored.mapper().columns().forEach(each -> inputs.put(each, each));
        drift.compare(scored.data(), inputs, false);
        if (hasOutput) {
            Map<String, String> outputs = new LinkedHashMap<>();
            outputs().forEach(each -> outputs.put(job.prefix() + each, each));
            drift.compare(DataFile.open(database, job.destination()), outputs, true);
        }
        return drift.drifts();
    }

    private BatchReport complete(
            JobFolder folder,
            OutputFormat format,
            Scored scored,
            SourceFile source,
            double seconds,
            long predicted) {
        RowScan scan = scored.scan();
        int parts = folder.finished();
        long completing = System.nanoTime();
        OutputFile.write(
                database,
                format,
                IntStream.range(0, parts).mapToObj(folder::path).toList(),
                job.destination());
        Map<String, Long> problems = new TreeMap<>();
        List<SetAside> first = new ArrayList<>();
        Path setAsideFile = sibling(".set-aside.jsonl");
        long setAside = gatherSetAside(folder, parts, setAsideFile, problems, first);
        try {
            String sha256 = Digests.ofFile(job.destination()).hex();
            times.addSince(Stage.COMPLETING, completing);
            var report =
                    new BatchReport(
                            predictor.subject().toString(),
                            predictor.modelSha256(),
                            job.source().toString(),
                            source.sha256(),
                            job.destination().toString(),
                            sha256,
                            setAside == 0 ? Optional.empty() : Optional.of(setAsideFile.toString()),
                            scan.readable() + scan.unreadable().size(),
                            setAside,
                            problems,
                            first,
                            parts,
                            seconds,
                            predicted,
                            times.seconds(),
                            drift(scored, scan.readable() > 0),
                            origin.command(),
                            origin.berthVersion());
            Path file = sibling(".report.json");
            Path written = sibling(".report.json.unfinished");
            Files.writeString(written, BatchJson.write(report));
            JobFolder.move(written, file);
            folder.remove();
            return report;
        } catch (IOException e) {
            throw JobFolder.unwritable(job.destination(), e);
        }
    }

    /// Puts the rows that are set aside into one file, or removes one of an earlier job.
    private long gatherSetAside(
            JobFolder folder,
            int parts,
            Path file,
            Map<String, Long> problems,
            List<SetAside> first) {
        long count = 0;
        try {
            Path written = file.resolveSibling(file.getFileName() + ".unfinished");
            try (var out = Files.newBufferedWriter(written)) {
                for (int part = 0; part < parts; part++) {
                    try (var lines =
                            Files.newBufferedReader(
                                    folder.setAside(part), StandardCharsets.UTF_8)) {
                        for (String line = lines.readLine();
                                line != null;
                                line = lines.readLine()) {
                            SetAside row = BatchJson.read(line);
                            problems.merge(row.problem(), 1L, Long::sum);
                            if (first.size() < BatchReport.SHOWN_MAX) {
                                first.add(row);
                            }
                            count++;
                            out.write(line);
                            out.write('\n');
                        }
                    }
                }
            }
            if (count == 0) {
                Files.delete(written);
                Files.deleteIfExists(file);
            } else {
                JobFolder.move(written, file);
            }
            return count;
        } catch (IOException e) {
            throw JobFolder.unwritable(file, e);
        }
    }

    private Path sibling(String ending) {
        return job.destination().resolveSibling(job.destination().getFileName() + ending);
    }
}
