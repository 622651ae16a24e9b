package dev.berth.jobs.server;

import dev.berth.contribution.HttpRoute;
import dev.berth.contribution.Metric;
import dev.berth.contribution.Metric.Sample;
import dev.berth.contribution.ServerContribution;
import dev.berth.contribution.ServerServices;
import dev.berth.core.system.JobSettings;
import dev.berth.endpoint.Endpoints;
import dev.berth.jobs.JobState;
import dev.berth.jobs.execution.BlockPredictor;
import dev.berth.jobs.execution.JobAccess;
import dev.berth.jobs.execution.JobCounters;
import dev.berth.jobs.execution.JobRunner;
import dev.berth.jobs.execution.JobWatch;
import dev.berth.jobs.store.JobStore;
import dev.berth.jobs.webhook.WebhookPolicy;
import dev.berth.jobs.webhook.WebhookSender;
import dev.berth.protocol.openapi.OpenApiSchema;
import dev.berth.serving.ModelServer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Contribution of jobs to a server: routes that take them, a runner, webhooks and metrics.
public final class JobsContribution implements ServerContribution {
    private final JobCounters counters = new JobCounters();
    private @Nullable Parts parts;

    /// What runs until the server stops.
    private record Parts(JobStore store, JobRunner runner, WebhookSender sender) {}

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public List<HttpRoute> routes(ServerServices services) {
        ModelServer models = services.require(ModelServer.class);
        Endpoints endpoints = services.require(Endpoints.class);
        InstantSource clock = InstantSource.system();
        Map<String, String> environment = System.getenv();
        Supplier<JobSettings> settings = () -> models.system().jobs();
        var webhooks = new WebhookPolicy(() -> settings.get().webhooks(), environment);
        // Connections of their own: a long result does not keep a lease from being renewed.
        JobStore store = JobStore.of(models::system, environment, clock);
        var sender =
                new WebhookSender(
                        JobStore.of(models::system, environment, clock), webhooks, counters, clock);
        var watch = new JobWatch();
        var runner =
                new JobRunner(
                        JobStore.of(models::system, environment, clock),
                        new BlockPredictor(
                                models, endpoints, new JobAccess(() -> models.system().access())),
                        settings,
                        watch,
                        counters,
                        clock,
                        "process " + ProcessHandle.current().pid(),
                        sender::sendDue);
        parts = new Parts(store, runner.start(), sender);
        return new JobRoutes(
                        store,
                        runner,
                        watch,
                        new TargetCheck(models, endpoints),
                        webhooks,
                        settings)
                .all();
    }

    @Override
    public List<OpenApiSchema> schemas() {
        return JobSchemas.all();
    }

    @Override
    public List<Metric> metrics(ServerServices services) {
        return List.of(
                new Metric(
                        "berth_jobs",
                        Metric.Kind.GAUGE,
                        "Jobs of the system in each state, as of some seconds ago.",
                        this::states),
                new Metric(
                        "berth_jobs_finished",
                        Metric.Kind.COUNTER,
                        "Jobs that this server ended, by state.",
                        this::finished),
                counter(
                        "berth_job_records",
                        "Records of jobs that this server predicted.",
                        counters::records),
                counter(
                        "berth_job_retries",
                        "Failures of jobs at this server after which they are tried again.",
                        counters::retries),
                counter(
                        "berth_job_leases_lost",
                        "Leases of jobs that this server had and did not renew in time.",
                        counters::leasesLost),
                new Metric(
                        "berth_job_webhooks",
                        Metric.Kind.COUNTER,
                        "Attempts of this server to deliver webhooks, by outcome.",
                        this::webhooks));
    }

    private List<Sample> states() {
        Parts running = parts;
        Map<JobState, Long> counts = running == null ? Map.of() : running.runner().counts();
        return Arrays.stream(JobState.values())
                .map(state -> sample("state", state.label(), counts.getOrDefault(state, 0L)))
                .toList();
    }

    private List<Sample> finished() {
        return List.of(JobState.SUCCEEDED, JobState.FAILED).stream()
                .map(state -> sample("state", state.label(), counters.finishedCount(state)))
                .toList();
    }

    private List<Sample> webhooks() {
        List<Sample> samples = new ArrayList<>();
        counters.webhooks()
                .forEach((outcome, count) -> samples.add(sample("outcome", outcome, count)));
        return samples;
    }

    private static Sample sample(String label, String value, long count) {
        return new Sample(Map.of(label, value), count);
    }

    private static Metric counter(String name, String help, LongSupplier count) {
        return new Metric(
                name,
                Metric.Kind.COUNTER,
                help,
                () -> List.of(new Sample(Map.of(), count.getAsLong())));
    }

    @Override
    public void close() {
        Parts running = parts;
        if (running != null) {
            running.runner().close();
            running.sender().close();
            running.store().close();
        }
    }
}
