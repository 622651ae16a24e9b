package dev.berth.jobs.store;

import dev.berth.state.TableSchema;
import java.util.List;

/// The tables of jobs. Times are milliseconds since 1970, -1 for none.
///
/// `due` is when a server may take the job: the time of its next attempt, or the end of its lease;
/// of a finished one when it expires. `hook_due` is the same for its webhook. `fence` grows with
/// each lease.
final class JobTables {
    static final TableSchema SCHEMA =
            new TableSchema("berth_job", statements("blob"), statements("bytea"));

    private JobTables() {}

    private static List<String> statements(String bytes) {
        return List.of(
                """
                create table berth_job (
                  system text not null, id text not null, consumer text not null,
                  kind text not null, target text not null, version text not null,
                  idempotency_key text, digest text not null, state text not null,
                  records bigint not null, done bigint not null, failed bigint not null,
                  blocks bigint not null, blocks_done bigint not null,
                  retries bigint not null, failures bigint not null, attempts bigint not null,
                  bytes bigint not null, result_bytes bigint not null,
                  versions text not null, problem text not null,
                  submitted bigint not null, started bigint not null, finished bigint not null,
                  deadline bigint not null, due bigint not null,
                  owner text not null, fence bigint not null,
                  webhook text not null, hook_state text not null, hook_tries bigint not null,
                  hook_due bigint not null,
                  primary key (system, id), unique (system, consumer, idempotency_key))
                """,
                "create index berth_job_due on berth_job (system, state, due)",
                "create index berth_job_hook on berth_job (system, hook_due)",
                "create index berth_job_consumer on berth_job (system, consumer, submitted)",
                """
                create table berth_job_block (
                  system text not null, job text not null, number bigint not null,
                  records bigint not null, body %s, result %s,
                  primary key (system, job, number))
                """
                        .formatted(bytes, bytes));
    }
}
