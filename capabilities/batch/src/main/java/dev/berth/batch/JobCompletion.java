package dev.berth.batch;

import dev.berth.batch.StageTimes.Stage;
import dev.berth.batch.drift.ColumnDrift;
import dev.berth.batch.drift.DriftMeasurement;
import dev.berth.batch.report.BatchJson;
import dev.berth.batch.report.BatchReport;
import dev.berth.batch.report.BatchReport.SetAside;
import dev.berth.batch.state.JobFolder;
import dev.berth.batch.state.OutputFile;
import dev.berth.catalog.artifact.Digests;
import dev.berth.scoring.data.DataFile;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.duckdb.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Completion of a job whose parts are all finished: output, rows set aside and report. For one
/// thread.
final class JobCompletion {
    private final BatchPlan plan;
    private final BatchJob job;
    private final Database database;
    private final BatchListener listener;
    private final StageTimes times;

    JobCompletion(BatchPlan plan, Database database, BatchListener listener, StageTimes times) {
        this.plan = plan;
        this.job = plan.job();
        this.database = database;
        this.listener = listener;
        this.times = times;
    }

    /// Writes them and removes the folder.
    ///
    /// @param seconds that the run scored for
    /// @param predicted rows that the run read
    BatchReport run(
            JobFolder folder, SourceFile source, RowScan scan, double seconds, long predicted) {
        int parts = folder.finished();
        long completing = System.nanoTime();
        OutputFile.write(
                database,
                plan.format(),
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
                            plan.predictor().subject().toString(),
                            plan.predictor().modelSha256(),
                            plan.origin().source().orElse(job.source().toString()),
                            source.fingerprint().sha256(),
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
                            drift(scan.readable() > 0),
                            plan.origin().command(),
                            plan.origin().berthVersion());
            Path file = sibling(".report.json");
            Path written = sibling(".report.json.unfinished");
            Files.writeString(written, BatchJson.write(report));
            JobFolder.move(written, file);
            listener.written(job.destination(), sha256);
            folder.remove();
            return report;
        } catch (IOException e) {
            throw JobFolder.unwritable(job.destination(), e);
        }
    }

    /// Drift of inputs and outputs; none without a reference.
    ///
    /// @param hasOutput whether the output has rows
    private List<ColumnDrift> drift(boolean hasOutput) {
        Optional<Path> reference = plan.options().reference();
        if (reference.isEmpty()) {
            return List.of();
        }
        var drift = new DriftMeasurement(DataFile.open(database, reference.get()));
        Map<String, String> inputs = new LinkedHashMap<>();
        plan.inputColumns().forEach(each -> inputs.put(each, each));
        drift.compare(plan.data(), inputs, false);
        if (hasOutput) {
            Map<String, String> outputs = new LinkedHashMap<>();
            plan.outputs().forEach(each -> outputs.put(job.prefix() + each, each));
            drift.compare(DataFile.open(database, job.destination()), outputs, true);
        }
        return drift.drifts();
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
