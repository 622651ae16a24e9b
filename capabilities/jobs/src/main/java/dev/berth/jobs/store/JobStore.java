package dev.berth.jobs.store;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.RequestIds;
import dev.berth.core.system.JobSettings;
import dev.berth.core.system.SystemDescription;
import dev.berth.jobs.Job;
import dev.berth.jobs.JobId;
import dev.berth.jobs.JobState;
import dev.berth.jobs.JobSubmission;
import dev.berth.state.StateTables;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// The jobs of a system as their consumers see them. Every method does I/O and ends within some
/// seconds, with `state-unavailable` if the database does not answer. Thread-safe.
public final class JobStore implements AutoCloseable {
    /// The most jobs that one list has.
    public static final int LIST_MAX = 1_000;

    private static final Duration FULL_RETRY = Duration.ofSeconds(30);
    private static final String OWN = " where system = ? and id = ? and consumer = ?";

    private final StateTables tables;
    private final Supplier<JobSettings> settings;
    private final InstantSource clock;
    private final RequestIds ids;

    private JobStore(StateTables tables, Supplier<JobSettings> settings, InstantSource clock) {
        this.tables = tables;
        this.settings = settings;
        this.clock = clock;
        this.ids = new RequestIds(clock, () -> ThreadLocalRandom.current().nextLong());
    }

    /// The jobs of a system. Connects when they are used.
    ///
    /// @param environment whose variables may stand in the URI of the database
    public static JobStore of(
            Supplier<SystemDescription> described,
            Map<String, String> environment,
            InstantSource clock) {
        return new JobStore(
                StateTables.of(described, environment, JobTables.SCHEMA),
                () -> described.get().jobs(),
                clock);
    }

    /// A job, and whether it is there since this submission.
    public record Submitted(Job job, boolean isNew) {}

    /// Keeps a job. One of the same idempotency key is given in its place.
    ///
    /// @throws ProblemException `idempotency-key-reused` if that has another body, `queue-full` if
    ///   there are too many
    public Submitted submit(JobSubmission job) {
        return tables.write(
                (connection, system) -> {
                    Optional<Job> same =
                            job.key().isEmpty()
                                    ? Optional.empty()
                                    : findSame(
                                            connection,
                                            system,
                                            job.consumer(),
                                            job.key().get(),
                                            job.digest());
                    if (same.isPresent()) {
                        return new Submitted(same.get(), false);
                    }
                    requireRoom(connection, system, job);
                    var id = new JobId(ids.next());
                    insert(connection, system, id, job);
                    return new Submitted(require(connection, system, id, job.consumer()), true);
                });
    }

    /// The job that was submitted with this idempotency key.
    ///
    /// @param digest of target and body
    /// @throws ProblemException `idempotency-key-reused` if that has another body
    public Optional<Job> findSame(String consumer, String key, String digest) {
        return tables.write(
                (connection, system) -> findSame(connection, system, consumer, key, digest));
    }

    private static Optional<Job> findSame(
            Connection connection, String system, String consumer, String key, String digest)
            throws SQLException {
        // A key is known for as long as its job is.
        Statements.update(
                connection,
                "update berth_job set idempotency_key = null where system = ? and consumer = ?"
                        + " and idempotency_key = ? and state = 'expired'",
                system,
                consumer,
                key);
        List<Job> known =
                Statements.query(
                        connection,
                        row -> {
                            if (!row.getString("digest").equals(digest)) {
                                throw new ProblemException(
                                        ProblemCode.IDEMPOTENCY_KEY_REUSED,
                                        "the key of this request was sent with another body before, for"
                                                + " job "
                                                + row.getString("id"),
                                        "send a new Idempotency-Key for new work, or the same body");
                            }
                            return JobRows.job(row);
                        },
                        "select * from berth_job where system = ? and consumer = ?"
                                + " and idempotency_key = ?",
                        system,
                        consumer,
                        key);
        return known.stream().findFirst();
    }

    private void requireRoom(Connection connection, String system, JobSubmission job)
            throws SQLException {
        JobSettings limits = settings.get();
        long unfinished =
                Statements.number(
                        connection,
                        "select count(*) from berth_job where system = ? and consumer = ? and "
                                + JobRows.UNFINISHED,
                        system,
                        job.consumer());
        if (unfinished >= limits.unfinishedMax()) {
            throw full(
                    unfinished
                            + " jobs of this consumer wait or run (expected: fewer than "
                            + limits.unfinishedMax()
                            + ")",
                    "wait until one has ended, or raise `jobs.max-unfinished` in berth.yaml");
        }
        long stored =
                Statements.number(
                        connection,
                        "select coalesce(sum(bytes), 0) from berth_job where system = ?",
                        system);
        if (stored + job.bytes() > limits.storedBytesMax()) {
            throw full(
                    "the jobs have "
                            + stored
                            + " bytes, with this one "
                            + (stored + job.bytes())
                            + " (expected: at most "
                            + limits.storedBytesMax()
                            + ")",
                    "delete results that were fetched, or raise `jobs.max-stored-bytes` in"
                            + " berth.yaml");
        }
    }

    private static ProblemException full(String message, String remedy) {
        return Problem.of(ProblemCode.QUEUE_FULL, message, remedy)
                .withRetryAfter(FULL_RETRY)
                .asException();
    }

    private void insert(Connection connection, String system, JobId id, JobSubmission job)
            throws SQLException {
        long now = clock.millis();
        Statements.update(
                connection,
                "insert into berth_job (system, id, consumer, kind, target, version, digest, state,"
                        + " records, done, failed, blocks, blocks_done, retries, failures, attempts,"
                        + " bytes, result_bytes, versions, problem, submitted, started, finished,"
                        + " deadline, due, owner, fence, webhook, hook_state, hook_tries, hook_due)"
                        + " values (?, ?, ?, ?, ?, ?, ?, 'queued', ?, 0, 0, ?, 0, ?, 0, 0, ?, 0, '',"
                        + " '', ?, -1, -1, ?, ?, '', 0, ?, ?, 0, -1)",
                system,
                id.value(),
                job.consumer(),
                job.target().kind().label(),
                job.target().name(),
                job.target().version().orElse(""),
                job.digest(),
                job.records(),
                job.blocks().size(),
                job.options().retries(),
                job.bytes(),
                now,
                now + job.options().timeout().toMillis(),
                now,
                job.options().webhook().orElse(""),
                job.options().webhook().isPresent() ? "waiting" : "");
        if (job.key().isPresent()) {
            Statements.update(
                    connection,
                    "update berth_job set idempotency_key = ? where system = ? and id = ?",
                    job.key().get(),
                    system,
                    id.value());
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "insert into berth_job_block (system, job, number, records, body)"
                                + " values (?, ?, ?, ?, ?)")) {
            for (int i = 0; i < job.blocks().size(); i++) {
                JobSubmission.Block block = job.blocks().get(i);
                Statements.set(statement, system, id.value(), i, block.records(), block.body());
                statement.executeUpdate();
            }
        }
    }

    /// A consumer's job.
    ///
    /// @throws ProblemException `job-not-found`, `job-expired`
    public Job require(JobId id, String consumer) {
        Optional<Job> job =
                tables.read(
                        Optional.empty(),
                        (connection, system) -> find(connection, system, id, consumer));
        return requireKept(job, id);
    }

    private static Job require(Connection connection, String system, JobId id, String consumer)
            throws SQLException {
        return requireKept(find(connection, system, id, consumer), id);
    }

    private static Job requireKept(Optional<Job> found, JobId id) {
        Job job = found.orElseThrow(() -> JobId.notFound(id.value()));
        if (job.state() == JobState.EXPIRED) {
            throw new ProblemException(
                    ProblemCode.JOB_EXPIRED,
                    "the result of job " + id + " was kept for its time or deleted, and is gone",
                    "submit the work again; `jobs.keep` in berth.yaml sets the time");
        }
        return job;
    }

    private static Optional<Job> find(
            Connection connection, String system, JobId id, String consumer) throws SQLException {
        return Statements.query(
                        connection,
                        JobRows::job,
                        "select * from berth_job" + OWN,
                        system,
                        id.value(),
                        consumer)
                .stream()
                .findFirst();
    }

    /// The jobs of a consumer, latest first, without the expired ones.
    ///
    /// @param limit at most [#LIST_MAX]
    public List<Job> list(String consumer, int limit) {
        return tables.read(
                List.of(),
                (connection, system) ->
                        Statements.query(
                                connection,
                                JobRows::job,
                                "select * from berth_job where system = ? and consumer = ?"
                                        + " and state <> 'expired' order by submitted desc, id desc"
                                        + " limit ?",
                                system,
                                consumer,
                                Math.min(limit, LIST_MAX)));
    }

    /// Gives up a job that has not ended; any other stays as it is.
    ///
    /// @throws ProblemException as [#require]
    public Job cancel(JobId id, String consumer) {
        return tables.write(
                (connection, system) -> {
                    var _ = require(connection, system, id, consumer);
                    JobRows.finish(
                            connection,
                            system,
                            id,
                            JobState.CANCELLED,
                            "",
                            clock.millis(),
                            settings.get().keep().toMillis());
                    return require(connection, system, id, consumer);
                });
    }

    /// Deletes the records and the result of a job, which is given up if it has not ended.
    ///
    /// @throws ProblemException as [#require]
    public void delete(JobId id, String consumer) {
        tables.write(
                (connection, system) -> {
                    var _ = require(connection, system, id, consumer);
                    long now = clock.millis();
                    long keep = settings.get().keep().toMillis();
                    JobRows.finish(connection, system, id, JobState.CANCELLED, "", now, keep);
                    JobExpiry.expire(connection, system, id, now + keep);
                    return true;
                });
    }

    /// The result of a block of a job, in JSON lines; empty if there is none.
    public Optional<ByteBuffer> findResult(JobId id, int block) {
        return tables.read(
                Optional.empty(),
                (connection, system) ->
                        Statements.query(
                                        connection,
                                        row -> ByteBuffer.wrap(row.getBytes(1)),
                                        "select result from berth_job_block where system = ?"
                                                + " and job = ? and number = ?"
                                                + " and result is not null",
                                        system,
                                        id.value(),
                                        block)
                                .stream()
                                .findFirst());
    }

    /// The number of records in each block of a job.
    public List<Integer> blockRecords(JobId id) {
        return tables.read(
                List.of(),
                (connection, system) ->
                        Statements.query(
                                connection,
                                row -> (int) row.getLong(1),
                                "select records from berth_job_block where system = ? and job = ?"
                                        + " order by number",
                                system,
                                id.value()));
    }

    /// For leases and webhooks of the same server.
    StateTables tables() {
        return tables;
    }

    InstantSource clock() {
        return clock;
    }

    JobSettings settings() {
        return settings.get();
    }

    @Override
    public void close() {
        tables.close();
    }
}
