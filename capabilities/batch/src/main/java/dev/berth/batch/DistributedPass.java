package dev.berth.batch;

import dev.berth.batch.report.BatchJson;
import dev.berth.batch.state.JobFolder;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.tables.TextRowFormat.RowScan;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Pass over the parts that are not finished, by other processes. What they have finished is read
/// from the folder of the job, which all of them see. For one thread.
final class DistributedPass {
    private static final long POLL_MILLIS = 500;

    private final BatchPlan plan;
    private final JobFolder folder;
    private final RowScan scan;
    private final BatchListener listener;
    private final StageTimes times;
    private final long total;
    private final int parts;
    private final long setAsideMax;
    private final BitSet finished = new BitSet();
    private long setAside;
    private long rowsOfThisRun;

    DistributedPass(
            BatchPlan plan,
            JobFolder folder,
            RowScan scan,
            BatchListener listener,
            StageTimes times) {
        this.plan = plan;
        this.folder = folder;
        this.scan = scan;
        this.listener = listener;
        this.times = times;
        this.total = scan.readable() + scan.unreadable().size();
        int partRows = plan.options().partRows();
        this.parts = (int) Math.max(1, (scan.readable() + partRows - 1) / partRows);
        this.setAsideMax = PartPass.setAsideMax(plan.options(), scan);
    }

    /// Has all parts finished.
    ///
    /// @return how many rows were read
    /// @throws ProblemException what a part was not finished for, the first of them; or
    ///   `row-invalid` if too many rows cannot be scored
    long run(PartDistributor distributor, SourceFingerprint source) {
        count();
        rowsOfThisRun = 0;
        List<PartTask> tasks = new ArrayList<>();
        for (int part = finished.nextClearBit(0); part < parts; ) {
            tasks.add(new PartTask(part, source));
            part = finished.nextClearBit(part + 1);
        }
        if (tasks.isEmpty()) {
            return 0;
        }
        long start = System.nanoTime();
        List<PartResult> results = await(distributor.distribute(tasks), start);
        results.forEach(each -> times.add(each.secondsByStage()));
        count();
        for (PartResult result : results) {
            if (result.problem().isPresent()) {
                throw new ProblemException(result.problem().get());
            }
        }
        requireFew();
        int missing = finished.nextClearBit(0);
        if (missing < parts) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "part "
                            + missing
                            + " was reported as finished and is not in the job's folder (expected:"
                            + " a folder that all machines share)",
                    "write to a folder that all machines share under the same path");
        }
        return rowsOfThisRun;
    }

    private List<PartResult> await(Future<List<PartResult>> running, long startNanos) {
        try {
            while (true) {
                try {
                    return running.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    count();
                    progress(startNanos);
                    if (setAside > setAsideMax) {
                        folder.stop();
                    }
                }
            }
        } catch (InterruptedException e) {
            folder.stop();
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw PartPass.interrupted();
        } catch (ExecutionException | CancellationException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.BATCH_INVALID,
                            "the cluster ended the job: " + reason(e),
                            "look into its logs, and run the same command, which goes on"),
                    e);
        }
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = String.valueOf(cause.getMessage());
        return message.lines().findFirst().orElse(cause.getClass().getSimpleName());
    }

    /// Counts the parts that have been finished since.
    private void count() {
        for (int part = finished.nextClearBit(0); part < parts; ) {
            if (folder.isFinished(part)) {
                finished.set(part);
                setAside += folder.setAsideCount(part);
                rowsOfThisRun += rows(part);
            }
            part = finished.nextClearBit(part + 1);
        }
    }

    private long rows(int part) {
        long first = (long) part * plan.options().partRows();
        return Math.min(plan.options().partRows(), scan.readable() - first);
    }

    private void progress(long startNanos) {
        long done = 0;
        for (int part = finished.nextSetBit(0); part >= 0; part = finished.nextSetBit(part + 1)) {
            done += rows(part);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        listener.progress(done, total, setAside, rowsOfThisRun / Math.max(seconds, 1e-9));
    }

    private void requireFew() {
        if (setAside <= setAsideMax) {
            return;
        }
        int part = finished.length() - 1;
        while (folder.setAsideCount(part) == 0) {
            part = finished.previousSetBit(part - 1);
        }
        try {
            List<String> lines = Files.readAllLines(folder.setAside(part));
            throw PartSink.tooMany(
                    plan.data().file(), setAside, setAsideMax, BatchJson.read(lines.getLast()));
        } catch (IOException e) {
            throw JobFolder.unwritable(folder.setAside(part), e);
        }
    }
}
