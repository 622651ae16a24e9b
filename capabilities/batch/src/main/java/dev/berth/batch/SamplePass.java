package dev.berth.batch;

import dev.berth.batch.StageTimes.Stage;
import dev.berth.batch.output.PartWriter;
import dev.berth.batch.report.BatchJson;
import dev.berth.batch.report.BatchReport.SetAside;
import dev.berth.batch.state.JobFolder;
import dev.berth.batch.state.JobKey;
import dev.berth.batch.state.OutputFile;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBatch;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Pass over the first rows of a source, whose output goes to a temporary folder that is removed.
/// The stages run as in a [PartPass], but that rows are written by the thread of this. For one
/// thread.
final class SamplePass {
    private static final int SHOWN_MAX = 5;
    private static final int WAITING_MAX = 8;

    private final PassInputs inputs;
    private final BatchScorer scorer;
    private final int requestsMax;
    private final int batchRows;

    private long sampled;

    /// Rows that do not count for the rate, as what is loaded and compiled once is part of them.
    private long unrated;

    private long startNanos;

    SamplePass(PassInputs inputs, BatchScorer scorer, int requestsMax, int batchRows) {
        this.inputs = inputs;
        this.scorer = scorer;
        this.requestsMax = requestsMax;
        this.batchRows = batchRows;
    }

    /// Scores the rows.
    ///
    /// @param destination of the job, which is not written
    BatchPreview run(Database database, OutputFormat format, Path destination, PreviewLimit limit) {
        try {
            Path temporary = Files.createTempDirectory("berth-preview");
            try {
                return runIn(database, format, temporary.resolve(destination.getFileName()), limit);
            } finally {
                remove(temporary);
            }
        } catch (IOException e) {
            throw JobFolder.unwritable(Path.of(System.getProperty("java.io.tmpdir", ".")), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemCode.CANCELLED, "the preview was interrupted", "run it again");
        }
    }

    private BatchPreview runIn(
            Database database, OutputFormat format, Path output, PreviewLimit limit)
            throws IOException, InterruptedException {
        try (JobFolder folder = JobFolder.open(output, new JobKey(Map.of(), Map.of()), true);
                var writer = new PartWriter(database, format, inputs.columns())) {
            var sink = new PartSink(inputs, writer, folder, 0, () -> {}, Long.MAX_VALUE);
            startNanos = System.nanoTime();
            long last = pass(sink, limit);
            sink.finish(last);
            double seconds = Math.max(1e-9, (System.nanoTime() - startNanos) / 1e9);
            Map<String, Long> problems = new TreeMap<>();
            for (String line : Files.readAllLines(folder.setAside(0))) {
                SetAside row = BatchJson.read(line);
                problems.merge(row.problem(), 1L, Long::sum);
            }
            long setAside = problems.values().stream().mapToLong(Long::longValue).sum();
            OutputFile.write(database, format, List.of(folder.path(0)), output);
            long rows = inputs.scan().readable() + inputs.scan().unreadable().size();
            boolean isScored = sampled > setAside;
            return new BatchPreview(
                    rows,
                    sampled,
                    setAside,
                    problems,
                    isScored ? shown(database, output) : List.of(),
                    seconds,
                    inputs.times().seconds(),
                    (sampled > unrated ? sampled - unrated : sampled) / seconds,
                    isScored
                            ? OptionalDouble.of((double) Files.size(output) / sampled * rows)
                            : OptionalDouble.empty());
        }
    }

    /// @return the number of the last row
    private long pass(PartSink sink, PreviewLimit limit) throws InterruptedException {
        Deque<Future<ScoredBatch>> inFlight = new ArrayDeque<>();
        long last = 0;
        long end = System.nanoTime() + limit.timeMax().toNanos();
        try (ReadAhead reading =
                        ReadAhead.start(
                                () -> inputs.data().rowsAfter(inputs.read(), 0),
                                new ReadAhead.Cut(batchRows, limit.rowsMax(), 0, Long.MAX_VALUE),
                                WAITING_MAX,
                                inputs.times());
                ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                long begun = 0;
                while (begun < limit.rowsMax() && (begun == 0 || System.nanoTime() < end)) {
                    Optional<RowBatch> batch = reading.next();
                    if (batch.isEmpty()) {
                        break;
                    }
                    RowBatch rows = batch.get();
                    begun += rows.size();
                    if (inFlight.size() == requestsMax) {
                        last = take(inFlight.remove(), sink);
                    }
                    RowGate.Entry entered = scorer.enter(rows);
                    inFlight.add(requests.submit(() -> score(rows, entered)));
                }
                while (!inFlight.isEmpty()) {
                    last = take(inFlight.remove(), sink);
                }
            } finally {
                inFlight.forEach(each -> each.cancel(true));
            }
        }
        return sampled == inputs.scan().readable() ? Long.MAX_VALUE : last;
    }

    private ScoredBatch score(RowBatch rows, RowGate.Entry entered) throws InterruptedException {
        long start = System.nanoTime();
        try {
            return scorer.score(rows, entered);
        } finally {
            inputs.times().addSince(Stage.PREDICTING, start);
        }
    }

    private long take(Future<ScoredBatch> request, PartSink sink) throws InterruptedException {
        ScoredBatch batch;
        try {
            batch = request.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
        int size = batch.size();
        long last = batch.lastNumber();
        sink.add(batch);
        if (sampled == 0 && size < inputs.scan().readable()) {
            unrated = size;
            startNanos = System.nanoTime();
        }
        sampled += size;
        return last;
    }

    private static List<Map<String, String>> shown(Database database, Path output) {
        DataFile written = DataFile.open(database, output);
        List<String> names = List.copyOf(written.columns().keySet());
        var _ = written.scan(names);
        List<Map<String, String>> shown = new ArrayList<>();
        try (RowCursor rows = written.rowsAfter(names, 0)) {
            var batch = new RowBatches(rows).next(SHOWN_MAX);
            for (DataRow row : batch.map(RowBatch::rows).orElse(List.of())) {
                Map<String, String> texts = new LinkedHashMap<>();
                names.forEach(name -> texts.put(name, String.valueOf(row.text(name))));
                shown.add(texts);
            }
        }
        return shown;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
