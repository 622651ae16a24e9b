package dev.berth.jobs.store;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.jobs.JobId;
import dev.berth.jobs.JobProgress;
import dev.berth.jobs.JobState;
import dev.berth.jobs.JobTarget;
import dev.berth.protocol.ProblemMapping;
import dev.berth.protocol.json.ByteSink;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Leases of jobs: taken by one server at a time, renewed, and lost when they are not.
///
/// Each lease has a number of its own, its fence. Every write is conditional on it, so that a
/// server whose lease another one has taken changes nothing. Thread-safe.
public final class JobLeases {
    private static final int NAMES_AT_ONCE = 500;
    private static final String OF_LEASE =
            " where system = ? and id = ? and fence = ? and state = 'running'";

    private final JobStore store;

    public JobLeases(JobStore store) {
        this.store = store;
    }

    /// The right to execute a job.
    ///
    /// @param failures since its last progress
    /// @param deadlineMillis since 1970
    public record Lease(
            JobId id,
            long fence,
            JobTarget target,
            String consumer,
            int blocks,
            int blocksDone,
            int failures,
            int retries,
            long deadlineMillis,
            List<String> versions) {
        public Lease {
            versions = List.copyOf(versions);
        }

        /// The same after a block.
        ///
        /// @param version that predicted it
        public Lease after(int block, String version) {
            Set<String> all = new LinkedHashSet<>(versions);
            all.add(version);
            return new Lease(
                    id,
                    fence,
                    target,
                    consumer,
                    blocks,
                    block + 1,
                    0,
                    retries,
                    deadlineMillis,
                    List.copyOf(all));
        }
    }

    /// What a poll finds.
    ///
    /// @param progress of the jobs that are watched
    public record Poll(boolean isJobDue, boolean isWebhookDue, Map<JobId, JobProgress> progress) {
        public Poll {
            progress = Map.copyOf(progress);
        }
    }

    /// Looks for jobs and webhooks that are due, and at those that are watched.
    public Poll poll(Collection<JobId> watched) {
        long now = store.clock().millis();
        return store.tables()
                .read(
                        new Poll(false, false, Map.of()),
                        (connection, system) ->
                                new Poll(
                                        exists(
                                                connection,
                                                "select 1 from berth_job where system = ? and "
                                                        + JobRows.UNFINISHED
                                                        + " and due <= ? limit 1",
                                                system,
                                                now),
                                        exists(
                                                connection,
                                                "select 1 from berth_job where system = ?"
                                                        + " and hook_due between 0 and ? limit 1",
                                                system,
                                                now),
                                        progress(connection, system, List.copyOf(watched))));
    }

    private static boolean exists(Connection connection, String sql, Object... parameters)
            throws SQLException {
        return !Statements.query(connection, row -> true, sql, parameters).isEmpty();
    }

    private static Map<JobId, JobProgress> progress(
            Connection connection, String system, List<JobId> watched) throws SQLException {
        Map<JobId, JobProgress> found = new HashMap<>();
        for (int from = 0; from < watched.size(); from += NAMES_AT_ONCE) {
            List<JobId> some =
                    watched.subList(from, Math.min(from + NAMES_AT_ONCE, watched.size()));
            List<Object> parameters = new ArrayList<>(List.of(system));
            some.forEach(id -> parameters.add(id.value()));
            Statements.query(
                    connection,
                    row -> found.put(JobRows.id(row), JobRows.progress(row)),
                    "select id, state, blocks_done, done, failed from berth_job where system = ?"
                            + " and id in (?"
                            + ", ?".repeat(some.size() - 1)
                            + ")",
                    parameters.toArray());
        }
        return found;
    }

    /// Takes jobs that are due, the longest due first. A job whose time is over, or whose servers
    /// ended too often without progress, fails instead.
    ///
    /// @param owner name of this server, for people
    /// @return at most so many
    public List<Lease> take(String owner, int count) {
        return store.tables()
                .write(
                        (connection, system) -> {
                            long now = store.clock().millis();
                            List<Lease> taken = new ArrayList<>();
                            for (Due due : due(connection, system, now, count)) {
                                if (isTaken(connection, system, due, owner, now)) {
                                    taken.add(due.lease());
                                }
                            }
                            return taken;
                        });
    }

    /// @param isAbandoned whether its server did not renew its lease
    private record Due(Lease lease, boolean isAbandoned) {}

    private static List<Due> due(Connection connection, String system, long now, int count)
            throws SQLException {
        return Statements.query(
                connection,
                JobLeases::due,
                "select * from berth_job where system = ? and "
                        + JobRows.UNFINISHED
                        + " and due <= ? order by due, id limit ?",
                system,
                now,
                count);
    }

    private static Due due(ResultSet row) throws SQLException {
        boolean isAbandoned = row.getString("state").equals(JobState.RUNNING.label());
        return new Due(
                new Lease(
                        JobRows.id(row),
                        row.getLong("fence") + 1,
                        JobRows.target(row),
                        row.getString("consumer"),
                        (int) row.getLong("blocks"),
                        (int) row.getLong("blocks_done"),
                        (int) row.getLong("failures") + (isAbandoned ? 1 : 0),
                        (int) row.getLong("retries"),
                        row.getLong("deadline"),
                        JobRows.list(row.getString("versions"))),
                isAbandoned);
    }

    private boolean isTaken(Connection connection, String system, Due due, String owner, long now)
            throws SQLException {
        Lease lease = due.lease();
        if (lease.deadlineMillis() <= now) {
            finish(connection, system, lease.id(), JobState.FAILED, json(late()));
            return false;
        }
        if (due.isAbandoned() && lease.failures() > lease.retries()) {
            finish(connection, system, lease.id(), JobState.FAILED, json(abandoned(lease)));
            return false;
        }
        Statements.update(
                connection,
                "update berth_job set state = 'running', owner = ?, fence = ?, failures = ?, due = ?,"
                        + " attempts = attempts + 1,"
                        + " started = case when started = -1 then ? else started end"
                        + " where system = ? and id = ?",
                owner,
                lease.fence(),
                lease.failures(),
                now + store.settings().lease().toMillis(),
                now,
                system,
                lease.id().value());
        return true;
    }

    /// The problem of a job whose time is over.
    public static Problem late() {
        return Problem.of(
                ProblemCode.DEADLINE_EXCEEDED,
                "the job did not end within its timeout",
                "raise its option timeout, or split it");
    }

    private static Problem abandoned(Lease lease) {
        return Problem.of(
                ProblemCode.WORKER_TERMINATED,
                "servers ended or lost the job "
                        + lease.failures()
                        + " times in a row at record block "
                        + lease.blocksDone(),
                "look at the logs of the servers: the records of this block may end a process");
    }

    /// Renews leases.
    ///
    /// @return those that are lost
    public Set<Lease> renew(Collection<Lease> held) {
        Set<Lease> lost = new LinkedHashSet<>();
        if (held.isEmpty()) {
            return lost;
        }
        return store.tables()
                .write(
                        (connection, system) -> {
                            long until =
                                    store.clock().millis() + store.settings().lease().toMillis();
                            for (Lease lease : held) {
                                int renewed =
                                        Statements.update(
                                                connection,
                                                "update berth_job set due = ?" + OF_LEASE,
                                                until,
                                                system,
                                                lease.id().value(),
                                                lease.fence());
                                if (renewed == 0) {
                                    lost.add(lease);
                                }
                            }
                            return lost;
                        });
    }

    /// The records of a block.
    ///
    /// @throws IllegalStateException if they are gone, with the lease
    public ByteBuffer body(Lease lease, int block) {
        List<byte[]> found =
                store.tables()
                        .read(
                                List.of(),
                                (connection, system) ->
                                        Statements.query(
                                                connection,
                                                row -> row.getBytes(1),
                                                "select body from berth_job_block where system = ?"
                                                        + " and job = ? and number = ?"
                                                        + " and body is not null",
                                                system,
                                                lease.id().value(),
                                                block));
        if (found.isEmpty()) {
            throw new IllegalStateException("job " + lease.id() + " has no block " + block);
        }
        return ByteBuffer.wrap(found.getFirst());
    }

    /// What became of a block.
    ///
    /// @param lines the result, in JSON lines
    /// @param failed records that have a problem
    /// @param version that predicted it
    public record BlockResult(int records, ByteBuffer lines, int failed, String version) {
        public BlockResult {
            lines = lines.asReadOnlyBuffer();
        }
    }

    /// What came of a write.
    public enum Written {
        /// There are further blocks.
        DONE,
        /// The job has ended.
        LAST,
        /// Nothing was written: the lease is another server's, or the job has ended.
        LOST
    }

    /// Writes the result of a block, exactly once, and renews the lease. The last block ends the
    /// job.
    public Written complete(Lease lease, int block, BlockResult result) {
        return store.tables()
                .write(
                        (connection, system) -> {
                            List<String> versions = lease.after(block, result.version()).versions();
                            int bytes = result.lines().remaining();
                            int changed =
                                    Statements.update(
                                            connection,
                                            "update berth_job set blocks_done = ?, done = done + ?,"
                                                    + " failed = failed + ?, failures = 0, due = ?,"
                                                    + " bytes = bytes + ?, result_bytes = result_bytes + ?,"
                                                    + " versions = ?"
                                                    + OF_LEASE
                                                    + " and blocks_done = ?",
                                            block + 1,
                                            result.records(),
                                            result.failed(),
                                            store.clock().millis()
                                                    + store.settings().lease().toMillis(),
                                            bytes,
                                            bytes,
                                            String.join(" ", versions),
                                            system,
                                            lease.id().value(),
                                            lease.fence(),
                                            block);
                            if (changed == 0) {
                                return Written.LOST;
                            }
                            Statements.update(
                                    connection,
                                    "update berth_job_block set result = ?, body = null"
                                            + " where system = ? and job = ? and number = ?",
                                    result.lines(),
                                    system,
                                    lease.id().value(),
                                    block);
                            return ended(connection, system, lease, block);
                        });
    }

    private Written ended(Connection connection, String system, Lease lease, int block)
            throws SQLException {
        long bytes =
                Statements.number(
                        connection,
                        "select result_bytes from berth_job where system = ? and id = ?",
                        system,
                        lease.id().value());
        long bytesMax = store.settings().resultBytesMax();
        if (bytes > bytesMax) {
            Problem problem =
                    Problem.of(
                            ProblemCode.JOB_TOO_LARGE,
                            "the result has "
                                    + bytes
                                    + " bytes after block "
                                    + block
                                    + " (expected: at most "
                                    + bytesMax
                                    + ")",
                            "split the job, or raise `jobs.max-result-bytes` in berth.yaml");
            finish(connection, system, lease.id(), JobState.FAILED, json(problem));
            return Written.LAST;
        }
        if (block + 1 < lease.blocks()) {
            return Written.DONE;
        }
        finish(connection, system, lease.id(), JobState.SUCCEEDED, "");
        return Written.LAST;
    }

    /// Gives a job up for good.
    ///
    /// @return false if the lease was lost
    public boolean fail(Lease lease, Problem problem) {
        return store.tables()
                .write(
                        (connection, system) -> {
                            boolean isHeld =
                                    exists(
                                            connection,
                                            "select 1 from berth_job" + OF_LEASE,
                                            system,
                                            lease.id().value(),
                                            lease.fence());
                            return isHeld
                                    && finish(
                                            connection,
                                            system,
                                            lease.id(),
                                            JobState.FAILED,
                                            json(problem));
                        });
    }

    private boolean finish(
            Connection connection, String system, JobId id, JobState state, String problem)
            throws SQLException {
        return JobRows.finish(
                connection,
                system,
                id,
                state,
                problem,
                store.clock().millis(),
                store.settings().keep().toMillis());
    }

    /// Gives a job back after a failure, for a later attempt.
    public void retry(Lease lease, Duration pause) {
        release(lease, lease.failures() + 1, pause);
    }

    /// Gives a job back as it is, such as when this server stops.
    public void release(Lease lease) {
        release(lease, lease.failures(), Duration.ZERO);
    }

    private void release(Lease lease, int failures, Duration pause) {
        store.tables()
                .write(
                        (connection, system) ->
                                Statements.update(
                                        connection,
                                        "update berth_job set state = 'queued', owner = '',"
                                                + " failures = ?, due = ?"
                                                + OF_LEASE,
                                        failures,
                                        Math.min(
                                                store.clock().millis() + pause.toMillis(),
                                                lease.deadlineMillis()),
                                        system,
                                        lease.id().value(),
                                        lease.fence()));
    }

    /// The number of jobs in each state.
    public Map<JobState, Long> counts() {
        return store.tables()
                .read(
                        Map.of(),
                        (connection, system) -> {
                            Map<JobState, Long> counts = new HashMap<>();
                            Statements.query(
                                    connection,
                                    row ->
                                            counts.put(
                                                    JobState.of(row.getString(1)), row.getLong(2)),
                                    "select state, count(*) from berth_job where system = ?"
                                            + " group by state",
                                    system);
                            return Map.copyOf(counts);
                        });
    }

    private static String json(Problem problem) {
        var sink = new ByteSink(256);
        ProblemMapping.writeProblem(problem, sink);
        return sink.toString();
    }
}
