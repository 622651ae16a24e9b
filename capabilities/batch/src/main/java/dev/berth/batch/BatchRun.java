package dev.berth.batch;

import dev.berth.batch.StageTimes.Stage;
import dev.berth.batch.output.OutputColumn;
import dev.berth.batch.output.PartWriter;
import dev.berth.batch.report.BatchReport;
import dev.berth.batch.state.JobFolder;
import dev.berth.core.ProblemException;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.duckdb.Database;

/// Run of a batch job: from the first part that is not finished to the output.
///
/// Exactly once in effect: a part's bytes follow from the source, the model and the settings, whose
/// digest the job's folder keeps; it is finished as a whole or not at all; and the output is put
/// together when all parts are finished, and appears as a whole.
public final class BatchRun {
    private final BatchPlan plan;
    private final Database database;
    private final BatchListener listener;
    private final StageTimes times = new StageTimes();

    private BatchRun(BatchPlan plan, Database database, BatchListener listener) {
        this.plan = plan;
        this.database = database;
        this.listener = listener;
    }

    /// Pass over the parts that are not finished.
    @FunctionalInterface
    private interface Pass {
        /// @return how many rows it read
        long run(JobFolder folder, SourceFile source, RowScan scan);
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
        var run =
                new BatchRun(
                        BatchPlan.of(job, database, predictor, options, origin),
                        database,
                        listener);
        return run.run(run::passHere);
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
        BatchPlan plan = BatchPlan.of(job, database, predictor, options, new BatchOrigin("", ""));
        PassInputs inputs = plan.inputs(plan.data().scan(plan.read()), new StageTimes());
        return new SamplePass(
                        inputs, plan.scorer(plan.gate()), options.requestsMax(), plan.requestRows())
                .run(database, plan.format(), job.destination(), limit);
    }

    /// Runs a job whose parts other processes score, each by a [PartWorker]. Blocks. The output is
    /// that of [#run], byte for byte.
    ///
    /// @param distributor gives parts to them
    /// @throws ProblemException as [#run]
    public static BatchReport runDistributed(
            BatchJob job,
            Database database,
            RecordPredictor predictor,
            BatchOptions options,
            BatchOrigin origin,
            BatchListener listener,
            PartDistributor distributor) {
        var run =
                new BatchRun(
                        BatchPlan.of(job, database, predictor, options, origin),
                        database,
                        listener);
        return run.run(
                (folder, source, scan) ->
                        new DistributedPass(run.plan, folder, scan, listener, run.times)
                                .run(distributor, source.fingerprint()));
    }

    private BatchReport run(Pass pass) {
        // One that cannot be read is better found before the rows are scored.
        plan.options().reference().ifPresent(each -> DataFile.open(database, each));
        listener.planned(plan.columns().stream().map(OutputColumn::name).toList());
        long checking = System.nanoTime();
        SourceFile source = SourceFile.of(plan.data().files());
        times.addSince(Stage.CHECKING, checking);
        try (JobFolder folder =
                JobFolder.open(
                        plan.job().destination(),
                        plan.key(source.fingerprint().sha256()),
                        plan.options().beginning() == BatchOptions.Beginning.ANEW)) {
            long counting = System.nanoTime();
            RowScan scan = plan.data().scan(plan.read());
            source.requireUnchanged();
            times.addSince(Stage.CHECKING, counting);
            long began = System.nanoTime();
            long predicted = pass.run(folder, source, scan);
            double seconds = (System.nanoTime() - began) / 1e9;
            return new JobCompletion(plan, database, listener, times)
                    .run(folder, source, scan, seconds, predicted);
        }
    }

    private long passHere(JobFolder folder, SourceFile source, RowScan scan) {
        try (var writer = new PartWriter(database, plan.format(), plan.columns())) {
            return new PartPass(
                            plan.inputs(scan, times),
                            plan.scorer(plan.gate()),
                            plan.options(),
                            plan.requestRows(),
                            listener)
                    .run(folder, writer, () -> plan.requireUnchanged(source));
        }
    }
}
