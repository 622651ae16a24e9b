package dev.berth.jobs.store;

import dev.berth.jobs.Job;
import dev.berth.jobs.JobId;
import dev.berth.jobs.JobProgress;
import dev.berth.jobs.JobState;
import dev.berth.jobs.JobTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rows of jobs as objects, and their changes that several callers make.
final class JobRows {
    /// Of a time that has not come.
    static final long NONE = -1;

    static final String UNFINISHED = "state in ('queued', 'running')";

    private JobRows() {}

    static Job job(ResultSet row) throws SQLException {
        JobProgress progress = progress(row);
        return new Job(
                id(row),
                row.getString("consumer"),
                target(row),
                progress,
                (int) row.getLong("records"),
                (int) row.getLong("blocks"),
                (int) row.getLong("attempts"),
                list(row.getString("versions")),
                text(row, "problem"),
                text(row, "hook_state"),
                Instant.ofEpochMilli(row.getLong("submitted")),
                time(row, "started"),
                time(row, "finished"),
                progress.state().isFinished() ? time(row, "due") : Optional.empty());
    }

    static JobId id(ResultSet row) throws SQLException {
        return new JobId(row.getString("id"));
    }

    static JobProgress progress(ResultSet row) throws SQLException {
        return new JobProgress(
                JobState.of(row.getString("state")),
                (int) row.getLong("blocks_done"),
                (int) row.getLong("done"),
                (int) row.getLong("failed"));
    }

    static JobTarget target(ResultSet row) throws SQLException {
        return new JobTarget(
                JobTarget.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("target"),
                text(row, "version"));
    }

    static List<String> list(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(" "));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.of(row.getString(column)).filter(text -> !text.isEmpty());
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return millis == NONE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /// Ends a job that has not ended: the holder of its lease writes nothing any more, its records
    /// are given up, and its webhook is due.
    ///
    /// @param problem as JSON; empty if there is none
    /// @return false if it has ended
    static boolean finish(
            Connection connection,
            String system,
            JobId id,
            JobState state,
            String problem,
            long now,
            long keepMillis)
            throws SQLException {
        int changed =
                Statements.update(
                        connection,
                        "update berth_job set state = ?, problem = ?, finished = ?, due = ?,"
                                + " owner = '', fence = fence + 1, bytes = result_bytes,"
                                + " hook_due = case when webhook = '' then -1 else ? end,"
                                + " hook_state = case when webhook = '' then '' else 'waiting' end"
                                + " where system = ? and id = ? and "
                                + UNFINISHED,
                        state.label(),
                        problem,
                        now,
                        now + keepMillis,
                        now,
                        system,
                        id.value());
        if (changed == 0) {
            return false;
        }
        Statements.update(
                connection,
                "update berth_job_block set body = null where system = ? and job = ?",
                system,
                id.value());
        return true;
    }
}
