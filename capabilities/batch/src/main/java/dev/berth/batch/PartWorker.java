package dev.berth.batch;

import dev.berth.batch.output.PartWriter;
import dev.berth.batch.state.JobFolder;
import dev.berth.batch.state.JobKey;
import dev.berth.core.ProblemException;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.duckdb.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Worker of a job that another process runs: scores parts of it. Parts have the bytes that they
/// have in that process. Thread-safe: several parts can be scored at a time, with one predictor.
public final class PartWorker {
    private final BatchJob job;
    private final RecordPredictor predictor;
    private final BatchOptions options;
    private final BatchOrigin origin;
    private final SourceFile source;
    private final JobKey key;
    private final RowGate gate;
    private final RowScan scan;
    private final List<RowScan> scans;

    private PartWorker(BatchPlan plan, SourceFile source) {
        this.job = plan.job();
        this.predictor = plan.predictor();
        this.options = plan.options();
        this.origin = plan.origin();
        this.source = source;
        this.key = plan.key(source.fingerprint().sha256());
        this.gate = plan.gate();
        JobFolder.join(job.destination(), key).close();
        this.scan = plan.data().scan(plan.read());
        this.scans = plan.data().scans();
        source.requireUnchanged();
    }

    /// Prepares for parts of a job: counts the rows of its source. Blocks.
    ///
    /// @param database as for [BatchRun#run]
    /// @param fingerprint of the source, from a task
    /// @throws ProblemException `batch-changed` if source, model, settings or version of Berth are
    ///   not those of the run; `batch-invalid` if its folder is not to be seen here
    public static PartWorker open(
            BatchJob job,
            Database database,
            RecordPredictor predictor,
            BatchOptions options,
            BatchOrigin origin,
            SourceFingerprint fingerprint) {
        SourceFile source = SourceFile.of(fingerprint);
        return new PartWorker(BatchPlan.of(job, database, predictor, options, origin), source);
    }

    /// Scores a part, unless it is finished or the job has ended. Blocks.
    ///
    /// @param database as for [BatchRun#run], for this part alone
    public PartResult run(int part, Database database) {
        var times = new StageTimes();
        try (JobFolder folder = JobFolder.join(job.destination(), key)) {
            if (folder.isFinished(part) || folder.isStopped()) {
                return new PartResult(Map.of(), Optional.empty());
            }
            try {
                score(folder, part, database, times);
                return new PartResult(times.seconds(), Optional.empty());
            } catch (ProblemException e) {
                folder.stop();
                throw e;
            }
        } catch (ProblemException e) {
            return new PartResult(times.seconds(), Optional.of(e.problem()));
        }
    }

    private void score(JobFolder folder, int part, Database database, StageTimes times) {
        BatchPlan plan = BatchPlan.of(job, database, predictor, options, origin);
        plan.data().takeScans(scans);
        try (var writer = new PartWriter(database, plan.format(), plan.columns())) {
            new PartPass(
                            plan.inputs(scan, times),
                            plan.scorer(gate),
                            options,
                            plan.requestRows(),
                            (_, _, _, _) -> {})
                    .runOne(folder, part, writer, () -> plan.requireUnchanged(source));
        }
    }
}
