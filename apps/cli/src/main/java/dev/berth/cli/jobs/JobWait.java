package dev.berth.cli.jobs;

import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.RemoteJobs;
import dev.berth.cli.target.RemoteJobs.RemoteJob;
import dev.berth.core.Problem;

/// Waiting for the end of a job, with its progress.
final class JobWait {
    /// Short enough that progress is seen to move.
    private static final int LOOK_SECONDS = 2;

    private JobWait() {}

    /// Blocks until the job has ended.
    static RemoteJob await(RemoteJobs jobs, String id, Terminal terminal) {
        try (var progress = Progress.of(terminal, "waiting for job " + id)) {
            while (true) {
                RemoteJob job = jobs.await(id, LOOK_SECONDS);
                if (job.isEnd()) {
                    return job;
                }
                progress.now(
                        "job %s is %s: %,d of %,d records"
                                .formatted(id, job.state(), job.done(), job.records()));
            }
        }
    }

    /// Prints how it ended.
    ///
    /// @return 0 if it succeeded, otherwise 1
    static int report(RemoteJob job, Terminal terminal) {
        terminal.say(
                "job %s %s: %,d of %,d records, %,d with a problem"
                        .formatted(job.id(), job.state(), job.done(), job.records(), job.failed()));
        job.problem().map(Problem::toString).ifPresent(terminal::say);
        return job.state().equals("succeeded") ? 0 : 1;
    }
}
