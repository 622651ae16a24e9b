package dev.berth.jobs.store;

import dev.berth.jobs.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Webhooks of jobs that have ended, until they are delivered or given up. A server that takes one
/// has some time to say what became of it; then another one may send it again. Thread-safe.
public final class WebhookOutbox {
    /// Longer than one attempt takes.
    private static final Duration ATTEMPT_MAX = Duration.ofSeconds(60);

    private final JobStore store;

    public WebhookOutbox(JobStore store) {
        this.store = store;
    }

    /// A webhook that is due.
    ///
    /// @param tries those before this one
    public record Due(Job job, String url, int tries) {}

    /// Takes webhooks that are due.
    ///
    /// @return at most so many
    public List<Due> take(int count) {
        return store.tables()
                .write(
                        (connection, system) -> {
                            long now = store.clock().millis();
                            List<Due> due =
                                    new ArrayList<>(
                                            Statements.query(
                                                    connection,
                                                    row ->
                                                            new Due(
                                                                    JobRows.job(row),
                                                                    row.getString("webhook"),
                                                                    (int)
                                                                            row.getLong(
                                                                                    "hook_tries")),
                                                    "select * from berth_job where system = ?"
                                                            + " and hook_due between 0 and ?"
                                                            + " order by hook_due limit ?",
                                                    system,
                                                    now,
                                                    count));
                            for (Due each : due) {
                                Statements.update(
                                        connection,
                                        "update berth_job set hook_due = ?, hook_tries = hook_tries + 1"
                                                + " where system = ? and id = ?",
                                        now + ATTEMPT_MAX.toMillis(),
                                        system,
                                        each.job().id().value());
                            }
                            return due;
                        });
    }

    /// It will not be sent again.
    ///
    /// @param state `delivered` or `failed`
    public void settle(Due webhook, String state) {
        write(webhook, state, JobRows.NONE);
    }

    /// It is due again after a pause.
    public void retry(Due webhook, Duration pause) {
        write(webhook, "waiting", store.clock().millis() + pause.toMillis());
    }

    private void write(Due webhook, String state, long due) {
        store.tables()
                .write(
                        (connection, system) ->
                                Statements.update(
                                        connection,
                                        "update berth_job set hook_state = ?, hook_due = ?"
                                                + " where system = ? and id = ? and hook_due >= 0"
                                                + " and hook_tries = ?",
                                        state,
                                        due,
                                        system,
                                        webhook.job().id().value(),
                                        webhook.tries() + 1));
    }
}
