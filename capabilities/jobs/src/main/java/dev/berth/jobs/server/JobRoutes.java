package dev.berth.jobs.server;

import dev.berth.contribution.HttpRoute;
import dev.berth.contribution.RouteAccess;
import dev.berth.contribution.RouteRequest;
import dev.berth.contribution.RouteResponse;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.JobSettings;
import dev.berth.jobs.Job;
import dev.berth.jobs.JobId;
import dev.berth.jobs.JobProgress;
import dev.berth.jobs.JobSubmission;
import dev.berth.jobs.JobTarget;
import dev.berth.jobs.execution.JobRunner;
import dev.berth.jobs.execution.JobWatch;
import dev.berth.jobs.store.JobStore;
import dev.berth.jobs.webhook.WebhookPolicy;
import dev.berth.protocol.json.JsonValues;
import dev.berth.protocol.openapi.OpenApiOperation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Routes of jobs. A job is its consumer's: to all others it is not there.
final class JobRoutes {
    private static final String TAG = "Jobs";
    private static final String JOB = "/v1/jobs/{job}";

    /// Proxies give up after about so long.
    private static final Duration WAIT_MAX = Duration.ofSeconds(60);

    private static final int LIST_DEFAULT = 100;
    private static final String LINES = "application/jsonl";

    /// Source: draft-ietf-httpapi-idempotency-key-header, which leaves the form to the server.
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final JobStore store;
    private final JobRunner runner;
    private final JobWatch watches;
    private final TargetCheck targets;
    private final WebhookPolicy webhooks;
    private final Supplier<JobSettings> settings;

    JobRoutes(
            JobStore store,
            JobRunner runner,
            JobWatch watches,
            TargetCheck targets,
            WebhookPolicy webhooks,
            Supplier<JobSettings> settings) {
        this.store = store;
        this.runner = runner;
        this.watches = watches;
        this.targets = targets;
        this.webhooks = webhooks;
        this.settings = settings;
    }

    List<HttpRoute> all() {
        return List.of(
                submit("/v1/models/{model}/jobs", "model", JobTarget.Kind.MODEL),
                submit("/v1/endpoints/{endpoint}/jobs", "endpoint", JobTarget.Kind.ENDPOINT),
                new HttpRoute(
                        "/v1/jobs",
                        RouteAccess.CONSUMERS,
                        OpenApiOperation.get("jobs.list", TAG, "The caller's jobs, latest first")
                                .query("limit")
                                .answers(JobSchemas.JOBS, "The jobs")
                                .problems("400", "401", "503"),
                        this::list),
                new HttpRoute(
                        JOB,
                        RouteAccess.CONSUMERS,
                        OpenApiOperation.get(
                                        "jobs.get",
                                        TAG,
                                        "A job; with `wait` such as 30s when it has ended or the time"
                                                + " is over")
                                .query("wait")
                                .answers(JobSchemas.JOB, "The job")
                                .problems("400", "401", "404", "410", "503"),
                        this::get),
                new HttpRoute(
                        JOB,
                        RouteAccess.CONSUMERS,
                        OpenApiOperation.delete(
                                        "jobs.delete",
                                        TAG,
                                        "Deletes a job and its result; one that has not ended is given"
                                                + " up")
                                .problems("401", "404", "410", "503"),
                        this::delete),
                new HttpRoute(
                        JOB + ":cancel",
                        RouteAccess.CONSUMERS,
                        OpenApiOperation.post(
                                        "jobs.cancel",
                                        TAG,
                                        "Gives a job up; what was predicted stays its result")
                                .answers(JobSchemas.JOB, "The job")
                                .problems("401", "404", "410", "503"),
                        request -> job(store.cancel(id(request), request.consumer()))),
                new HttpRoute(
                        JOB + "/result",
                        RouteAccess.CONSUMERS,
                        OpenApiOperation.get(
                                        "jobs.result",
                                        TAG,
                                        "The result of a job that has ended, a JSON line for each"
                                                + " record; `from` and `limit` give some of them")
                                .query("from", "limit")
                                .problems("400", "401", "404", "409", "410", "503"),
                        this::result),
                new HttpRoute(
                        JOB + "/events",
                        RouteAccess.CONSUMERS,
                        OpenApiOperation.get(
                                        "jobs.events",
                                        TAG,
                                        "Progress and results as server-sent events; continues after"
                                                + " `Last-Event-ID`")
                                .headers("last-event-id")
                                .problems("400", "401", "404", "410", "429", "503"),
                        this::events));
    }

    private HttpRoute submit(String path, String variable, JobTarget.Kind kind) {
        return new HttpRoute(
                path,
                RouteAccess.CALLERS,
                OpenApiOperation.post(
                                "jobs.submit." + variable,
                                TAG,
                                "Submits records to be predicted later; the same `Idempotency-Key`"
                                        + " gives the same job")
                        .headers("idempotency-key")
                        .takes(JobSchemas.SUBMISSION)
                        .answers(JobSchemas.JOB, "The job, which `Location` names")
                        .status(202)
                        .problems("400", "401", "403", "404", "413", "422", "429", "503"),
                request -> submit(request, kind, request.variable(variable)));
    }

    private RouteResponse submit(RouteRequest request, JobTarget.Kind kind, String name) {
        Optional<String> key = request.findHeader("idempotency-key");
        key.filter(text -> !KEY.matcher(text).matches())
                .ifPresent(
                        text -> {
                            throw parameter(
                                    "Idempotency-Key '"
                                            + SanitizedText.of(text)
                                            + "' (expected: 1 to 255 visible ASCII characters)",
                                    "send such a key, as a UUID");
                        });
        byte[] body = request.bodyBytes();
        String digest = digest(kind, name, body);
        // Nothing of it is charged, or checked, again.
        Optional<Job> known = key.flatMap(text -> store.findSame(request.consumer(), text, digest));
        if (known.isPresent()) {
            return accepted(known.get());
        }
        SubmissionReader.Read read =
                SubmissionReader.read(
                        body, settings.get(), webhooks, targets.recordsMax(kind, name));
        var target = new JobTarget(kind, name, read.version());
        targets.check(target, read.blocks().getFirst());
        request.quota().take(read.records());
        JobStore.Submitted submitted =
                store.submit(
                        new JobSubmission(
                                target,
                                request.consumer(),
                                key,
                                digest,
                                read.options(),
                                read.blocks()));
        runner.wake();
        return accepted(submitted.job());
    }

    private RouteResponse accepted(Job job) {
        return job(job).withStatus(202).with("location", "/v1/jobs/" + job.id());
    }

    private static String digest(JobTarget.Kind kind, String name, byte[] body) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update((kind.label() + "/" + name + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private RouteResponse list(RouteRequest request) {
        int limit = (int) number(request, "limit", LIST_DEFAULT, 1, JobStore.LIST_MAX);
        return RouteResponse.json(
                Map.of(
                        "jobs",
                        store.list(request.consumer(), limit).stream().map(JobJson::of).toList()));
    }

    private RouteResponse get(RouteRequest request) {
        Job job = store.require(id(request), request.consumer());
        Duration wait = wait(request);
        if (wait.isZero() || job.state().isFinished()) {
            return job(job);
        }
        JobWatch.Watch watch = watches.watch(job.id(), job.progress());
        long end = System.nanoTime() + wait.toNanos();
        return RouteResponse.stream(
                "application/json", new PulledParts(() -> new Ended(job, watch, end)));
    }

    /// The one part of an answer that waits for the end of a job.
    private final class Ended implements PulledParts.Source {
        private final Job job;
        private final JobWatch.Watch watch;
        private final long endNanos;
        private boolean isGiven;

        Ended(Job job, JobWatch.Watch watch, long endNanos) {
            this.job = job;
            this.watch = watch;
            this.endNanos = endNanos;
        }

        @Override
        public @Nullable ByteBuffer next() throws InterruptedException {
            if (isGiven) {
                return null;
            }
            isGiven = true;
            JobProgress known = job.progress();
            while (!known.state().isFinished()) {
                Optional<JobProgress> other =
                        watch.awaitOther(known, Duration.ofNanos(endNanos - System.nanoTime()));
                if (other.isEmpty()) {
                    break;
                }
                known = other.get();
            }
            Job now = known.equals(job.progress()) ? job : store.require(job.id(), job.consumer());
            return ByteBuffer.wrap(
                    JsonValues.text(JobJson.of(now)).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            watch.close();
        }
    }

    private static Duration wait(RouteRequest request) {
        Optional<String> text = request.findParameter("wait");
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        return Durations.find(text.get())
                .filter(time -> time.compareTo(WAIT_MAX) <= 0)
                .orElseThrow(
                        () ->
                                parameter(
                                        "wait '"
                                                + SanitizedText.of(text.get())
                                                + "' (expected: such as 30s, at most 60s)",
                                        "ask again when it is over"));
    }

    private RouteResponse delete(RouteRequest request) {
        JobId id = id(request);
        store.delete(id, request.consumer());
        runner.wake();
        return RouteResponse.json(Map.of("id", id.value(), "deleted", true));
    }

    private RouteResponse result(RouteRequest request) {
        Job job = store.require(id(request), request.consumer());
        if (!job.state().isFinished()) {
            throw new ProblemException(
                    ProblemCode.JOB_NOT_FINISHED,
                    "job "
                            + job.id()
                            + " is "
                            + job.state().label()
                            + ", with "
                            + job.progress().done()
                            + " of "
                            + job.records()
                            + " records",
                    "wait for it with GET /v1/jobs/" + job.id() + "?wait=30s, or read its events");
        }
        long from = number(request, "from", 0, 0, Integer.MAX_VALUE);
        long limit = number(request, "limit", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        return RouteResponse.stream(
                        LINES,
                        new PulledParts(
                                () ->
                                        new JobResults(
                                                store,
                                                job.id(),
                                                job.progress().blocksDone(),
                                                from,
                                                from + limit)))
                .with("berth-job-state", job.state().label());
    }

    private RouteResponse events(RouteRequest request) {
        Job job = store.require(id(request), request.consumer());
        Optional<String> last = request.findHeader("last-event-id").filter(text -> !text.isEmpty());
        int next = last.map(text -> lastEvent(text, job)).orElse(0);
        if (next == JobEvents.endId(job.blocks())) {
            // By which a browser knows not to come back.
            return new RouteResponse(204, "text/event-stream", ByteBuffer.allocate(0));
        }
        JobWatch.Watch watch = watches.watch(job.id(), job.progress());
        return RouteResponse.stream(
                        "text/event-stream",
                        new PulledParts(() -> new JobEvents(store, watches, watch, job, next)))
                .with("cache-control", "no-store");
    }

    private static int lastEvent(String text, Job job) {
        if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) <= JobEvents.endId(job.blocks())) {
            return Integer.parseInt(text);
        }
        throw parameter(
                "Last-Event-ID '"
                        + SanitizedText.of(text)
                        + "' (expected: the id of an event of this job)",
                "send the id of the event that came last, or none for all");
    }

    private static long number(RouteRequest request, String name, long absent, long min, long max) {
        Optional<String> text = request.findParameter(name);
        if (text.isEmpty()) {
            return absent;
        }
        if (text.get().matches("[0-9]{1,10}")) {
            long value = Long.parseLong(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw parameter(
                name
                        + " '"
                        + SanitizedText.of(text.get())
                        + "' (expected: "
                        + min
                        + " to "
                        + max
                        + ")",
                "send such a number, or leave it out");
    }

    private static ProblemException parameter(String what, String remedy) {
        return new ProblemException(ProblemCode.PARAMETER_INVALID, what, remedy);
    }

    private static JobId id(RouteRequest request) {
        return JobId.of(request.variable("job"));
    }

    private static RouteResponse job(Job job) {
        return RouteResponse.json(JobJson.of(job));
    }
}
