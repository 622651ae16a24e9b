package dev.berth.jobs.store;

import dev.berth.jobs.JobId;
import java.sql.Connection;
import java.sql.SQLException;

/// Expiry of jobs: first the result goes, so that its absence can be told from a wrong name, and
/// after as long again the row. Thread-safe.
public final class JobExpiry {
    /// So that one transaction stays short.
    private static final int AT_ONCE = 100;

    private final JobStore store;

    public JobExpiry(JobStore store) {
        this.store = store;
    }

    /// Expires jobs whose time is over.
    ///
    /// @return how many; the most at once if there may be more
    public int expireDue() {
        long now = store.clock().millis();
        long gone = now + store.settings().keep().toMillis();
        boolean isSome =
                store.tables()
                        .read(
                                false,
                                (connection, system) ->
                                        Statements.number(
                                                        connection,
                                                        "select count(*) from berth_job where system = ?"
                                                                + " and state in ('succeeded', 'failed',"
                                                                + " 'cancelled', 'expired') and due <= ?",
                                                        system,
                                                        now)
                                                > 0);
        if (!isSome) {
            return 0;
        }
        return store.tables()
                .write(
                        (connection, system) -> {
                            Statements.update(
                                    connection,
                                    "delete from berth_job where system = ? and state = 'expired'"
                                            + " and due <= ?",
                                    system,
                                    now);
                            var due =
                                    Statements.query(
                                            connection,
                                            JobRows::id,
                                            "select id from berth_job where system = ? and state in"
                                                    + " ('succeeded', 'failed', 'cancelled') and due <= ?"
                                                    + " limit "
                                                    + AT_ONCE,
                                            system,
                                            now);
                            for (JobId id : due) {
                                expire(connection, system, id, gone);
                            }
                            return due.size();
                        });
    }

    /// @param gone when the row is deleted too
    static void expire(Connection connection, String system, JobId id, long gone)
            throws SQLException {
        Statements.update(
                connection,
                "delete from berth_job_block where system = ? and job = ?",
                system,
                id.value());
        Statements.update(
                connection,
                "update berth_job set state = 'expired', bytes = 0, due = ? where system = ? and id = ?",
                gone,
                system,
                id.value());
    }
}
