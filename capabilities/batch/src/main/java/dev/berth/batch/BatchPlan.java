package dev.berth.batch;

import dev.berth.batch.output.OutputColumn;
import dev.berth.batch.state.JobFolder;
import dev.berth.batch.state.JobKey;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.TableFormats;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.duckdb.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/// What follows from a job, its source and its predictor, before a row is scored: columns, sizes of
/// requests and the key of the job. For one thread, but for the predictor.
final class BatchPlan {
    /// Formats whose files can be put together from parts.
    private static final Set<String> FORMATS = Set.of("csv", "json", "parquet");

    private static final String REQUEST_ROWS = "rows of a request";

    private final BatchJob job;
    private final RecordPredictor predictor;
    private final BatchOptions options;
    private final BatchOrigin origin;
    private final OutputFormat format;
    private final DataFile data;
    private final RecordMapper mapper;
    private final CarriedColumns carried;
    private final List<OutputColumn> columns;
    private final Set<String> read;
    private final int batchRows;

    private BatchPlan(
            BatchJob job,
            DataFile data,
            RecordPredictor predictor,
            BatchOptions options,
            BatchOrigin origin) {
        this.job = job;
        this.predictor = predictor;
        this.options = options;
        this.origin = origin;
        this.format =
                TableFormats.ofEnding(
                        TableFormats.all(OutputFormat.class).stream()
                                .filter(each -> FORMATS.contains(each.name()))
                                .toList(),
                        "output",
                        job.destination().toString());
        this.data = data;
        this.mapper = RecordMapper.of(predictor.signature(), job.inputs(), data);
        this.carried = CarriedColumns.of(data, job.carried(), format);
        this.columns = new ArrayList<>(carried.columns());
        columns.addAll(OutputColumn.of(predictor.signature(), job.prefix()));
        requireDistinct(columns);
        this.read = new LinkedHashSet<>(mapper.columns());
        read.addAll(carried.names());
        if (read.isEmpty()) {
            // A row is read by at least one column.
            read.add(data.columns().keySet().iterator().next());
        }
        this.batchRows = batchRows();
    }

    /// Plans a job.
    ///
    /// @throws ProblemException `data-invalid` or `batch-invalid` if job, source and signature do
    ///   not fit
    static BatchPlan of(
            BatchJob job,
            Database database,
            RecordPredictor predictor,
            BatchOptions options,
            BatchOrigin origin) {
        return new BatchPlan(
                job, DataFile.openAll(database, job.source()), predictor, options, origin);
    }

    private static void requireDistinct(List<OutputColumn> columns) {
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

    /// Rows of a request, unless given: those of the run that is gone on with, since the output
    /// follows from them and a queue's length from the machine; else a quarter of what the queue of
    /// the model takes.
    private int batchRows() {
        OptionalInt most = predictor.rowsInFlightMax();
        OptionalInt given = options.batchRows().isPresent() ? options.batchRows() : begunRows();
        if (given.isEmpty()) {
            return most.isEmpty()
                    ? BatchOptions.BATCH_ROWS_DEFAULT
                    : Math.clamp(
                            most.getAsInt() / BatchOptions.DEFAULT.requestsMax(),
                            1,
                            BatchOptions.BATCH_ROWS_MAX_DEFAULT);
        }
        int rows = given.getAsInt();
        if (most.isPresent() && rows > most.getAsInt()) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "requests of "
                            + rows
                            + " records"
                            + (options.batchRows().isPresent() ? "" : ", as when the job was begun")
                            + " (expected: at most "
                            + most.getAsInt()
                            + ", which the queue of "
                            + predictor.subject()
                            + " takes)",
                    "choose a smaller --batch, with --restart if the job was begun; or raise"
                            + " limits.max-queue-rows of the model");
        }
        return rows;
    }

    private OptionalInt begunRows() {
        if (options.beginning() == BatchOptions.Beginning.ANEW) {
            return OptionalInt.empty();
        }
        return JobFolder.begunWith(job.destination(), REQUEST_ROWS)
                .filter(rows -> rows.matches("[1-9]\\d{0,8}"))
                .map(rows -> OptionalInt.of(Integer.parseInt(rows)))
                .orElse(OptionalInt.empty());
    }

    /// What the bytes of the output follow from.
    ///
    /// @param sourceSha256 digest of the source
    JobKey key(String sourceSha256) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("source sha256", sourceSha256);
        values.put("subject", predictor.subject().toString());
        values.put("model sha256", predictor.modelSha256());
        values.put("inputs", new TreeMap<>(job.inputs()).toString());
        values.put("output", format.name() + " " + columns);
        values.put("rows of a part", Integer.toString(options.partRows()));
        values.put(REQUEST_ROWS, Integer.toString(batchRows));
        values.put("berth", origin.berthVersion());
        Map<String, String> types = new LinkedHashMap<>();
        data.columns().forEach((name, type) -> types.put(name, type.toString()));
        return new JobKey(values, types);
    }

    /// A gate for as many rows as may be in flight at a time.
    RowGate gate() {
        long requested = (long) batchRows * options.requestsMax();
        return new RowGate(
                (int) Math.min(predictor.rowsInFlightMax().orElse(Integer.MAX_VALUE), requested));
    }

    /// @param gate shared by all that score with the predictor at the same time
    BatchScorer scorer(RowGate gate) {
        // Two requests of more rows than half of an execution are not joined.
        int fullRows = 2 * batchRows > predictor.executionRows() ? batchRows : Integer.MAX_VALUE;
        return new BatchScorer(predictor, mapper, data, carried, gate, fullRows);
    }

    /// @param scan of the columns that are read
    PassInputs inputs(RowScan scan, StageTimes times) {
        return new PassInputs(data, read, scan, carried, columns, outputs(), times);
    }

    /// Names of the values of a prediction, in the order of the columns.
    List<String> outputs() {
        return OutputColumn.of(predictor.signature(), "").stream().map(OutputColumn::name).toList();
    }

    /// Checks that source and model are as at the begin.
    ///
    /// @throws ProblemException `batch-changed` if not
    void requireUnchanged(SourceFile source) {
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

    BatchJob job() {
        return job;
    }

    RecordPredictor predictor() {
        return predictor;
    }

    BatchOptions options() {
        return options;
    }

    BatchOrigin origin() {
        return origin;
    }

    OutputFormat format() {
        return format;
    }

    DataFile data() {
        return data;
    }

    List<OutputColumn> columns() {
        return columns;
    }

    /// Columns of the source that inputs are made of.
    Collection<String> inputColumns() {
        return mapper.columns();
    }

    /// Columns of the source that are read.
    Collection<String> read() {
        return read;
    }

    int requestRows() {
        return batchRows;
    }
}
