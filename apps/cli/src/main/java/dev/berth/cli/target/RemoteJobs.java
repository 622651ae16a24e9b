package dev.berth.cli.target;

import dev.berth.core.Problem;
import dev.berth.protocol.json.JsonValues;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Client for jobs on a server. All methods block.
public final class RemoteJobs {
    private static final String JOBS = "/v1/jobs";

    private final RemoteTarget server;

    public RemoteJobs(RemoteTarget server) {
        this.server = server;
    }

    /// A job as the server reports it.
    ///
    /// @param target such as `model credit`
    /// @param state `queued`, `running`, `succeeded`, `failed` or `cancelled`
    /// @param failed records that have a problem in place of a prediction
    /// @param problem why it failed
    /// @param json all that the server says of it
    public record RemoteJob(
            String id,
            String target,
            String state,
            long records,
            long done,
            long failed,
            Optional<Problem> problem,
            String json) {

        /// Whether it has ended.
        public boolean isEnd() {
            return !state.equals("queued") && !state.equals("running");
        }
    }

    /// The caller's jobs, latest first.
    ///
    /// @throws dev.berth.core.ProblemException the server's problem, or that it is unreachable
    public List<RemoteJob> list(int limit) {
        Map<String, @Nullable Object> answer =
                JsonResponseReader.object(server.get(JOBS + "?limit=" + limit));
        return JsonResponseReader.list(answer.get("jobs")).stream().map(RemoteJobs::job).toList();
    }

    /// Submits a job. Sent again with the same key it is the same job.
    ///
    /// @param body as the server takes it
    /// @throws dev.berth.core.ProblemException as [#list]
    public RemoteJob submit(ModelChoice choice, byte[] body, String idempotencyKey) {
        byte[] answer =
                server.exchange(
                        server.jobsPath(choice),
                        body,
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "Idempotency-Key",
                                idempotencyKey));
        return job(JsonValues.read(answer));
    }

    /// The job when it has ended, or after some seconds.
    ///
    /// @throws dev.berth.core.ProblemException as [#list], `job-not-found`, `job-expired`
    public RemoteJob await(String id, int seconds) {
        return job(server.get(path(id) + "?wait=" + seconds + "s"));
    }

    /// Gives a job up.
    ///
    /// @throws dev.berth.core.ProblemException as [#await]
    public RemoteJob cancel(String id) {
        return job(server.post(path(id) + ":cancel", ""));
    }

    /// Some lines of the result of a job that has ended; empty behind the last one.
    ///
    /// @param from number of the first record
    /// @throws dev.berth.core.ProblemException as [#await], `job-not-finished`
    public String result(String id, long from, int limit) {
        return new String(
                server.fetch(path(id) + "/result?from=" + from + "&limit=" + limit),
                StandardCharsets.UTF_8);
    }

    private static String path(String id) {
        return JOBS + "/" + id;
    }

    private static RemoteJob job(@Nullable Object value) {
        Map<String, @Nullable Object> job = JsonResponseReader.object(value);
        return new RemoteJob(
                JsonResponseReader.text(job.get("id")),
                job.get("endpoint") instanceof String endpoint
                        ? "endpoint " + endpoint
                        : "model " + JsonResponseReader.text(job.get("model")),
                JsonResponseReader.text(job.get("state")),
                number(job.get("records")),
                number(job.get("done")),
                number(job.get("failed")),
                job.get("problem") instanceof Map<?, ?> problem
                        ? Optional.of(
                                JsonResponseReader.problem(JsonResponseReader.object(problem)))
                        : Optional.empty(),
                JsonValues.text(job));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
