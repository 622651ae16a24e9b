package dev.berth.jobs.webhook;

import dev.berth.core.ProblemException;
import dev.berth.jobs.Job;
import dev.berth.jobs.execution.Backoff;
import dev.berth.jobs.execution.JobCounters;
import dev.berth.jobs.store.JobStore;
import dev.berth.jobs.store.WebhookOutbox;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sender of the webhooks of jobs that have ended: each at least once, always with the same id,
/// again after a growing pause until a receiver takes it. Redirects are not followed: they would
/// lead past the policy. Thread-safe.
///
/// Source: Standard Webhooks 1.0.0.
public final class WebhookSender implements AutoCloseable {
    /// Those that one server sends at the same time.
    private static final int AT_ONCE = 16;

    /// With pauses up to an hour, about ten hours.
    private static final int TRIES_MAX = 20;

    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);
    private static final int GONE = 410;

    private static final Backoff RETRY =
            new Backoff(
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    () -> ThreadLocalRandom.current().nextDouble());

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

    private final JobStore store;
    private final WebhookOutbox outbox;
    private final WebhookPolicy policy;
    private final JobCounters counters;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(CONNECT_MAX)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean isSending = new AtomicBoolean();

    /// @param store of this sender alone; closed with it
    public WebhookSender(
            JobStore store, WebhookPolicy policy, JobCounters counters, InstantSource clock) {
        this.store = store;
        this.outbox = new WebhookOutbox(store);
        this.policy = policy;
        this.counters = counters;
        this.clock = clock;
    }

    /// Sends what is due, unless that is being done. Does not block.
    public void sendDue() {
        if (isSending.compareAndSet(false, true)) {
            try {
                threads.execute(this::sendAll);
            } catch (RejectedExecutionException closed) {
                isSending.set(false);
            }
        }
    }

    private void sendAll() {
        try {
            List<WebhookOutbox.Due> due;
            do {
                due = outbox.take(AT_ONCE);
                var sent = due.stream().map(each -> threads.submit(() -> send(each))).toList();
                for (var each : sent) {
                    each.get();
                }
            } while (due.size() == AT_ONCE);
        } catch (InterruptedException | RejectedExecutionException stopping) {
            // What was taken is due again when its time is over.
        } catch (Exception e) {
            LOG.warn("webhooks wait until the state can be used again: {}", e.toString());
        } finally {
            isSending.set(false);
        }
    }

    private void send(WebhookOutbox.Due due) {
        String failure;
        try {
            URI url = WebhookPolicy.uri(due.url());
            int status = http.send(request(due, url), BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                outbox.settle(due, "delivered");
                counters.delivered();
                return;
            }
            failure = "it answered " + status;
            if (status == GONE) {
                giveUp(due, failure);
                return;
            }
        } catch (IOException e) {
            failure = e.toString();
        } catch (ProblemException e) {
            // Its origin is no longer declared, or its secret is gone: that may be mended.
            failure = e.problem().message();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (due.tries() + 1 >= TRIES_MAX) {
            giveUp(due, failure);
        } else {
            counters.undelivered();
            outbox.retry(due, RETRY.pause(due.tries() + 1));
        }
    }

    private void giveUp(WebhookOutbox.Due due, String failure) {
        LOG.warn("the webhook of job {} is given up: {}", due.job().id(), failure);
        outbox.settle(due, "failed");
        counters.givenUp();
    }

    private HttpRequest request(WebhookOutbox.Due due, URI url) {
        String body = body(due.job());
        String id = due.job().id().value();
        long timestamp = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(url)
                .timeout(ANSWER_MAX)
                .header("content-type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", String.valueOf(timestamp))
                .header("webhook-signature", policy.signature(url).sign(id, timestamp, body))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    /// Without the result, which the receiver fetches with a credential.
    private static String body(Job job) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", job.id().value());
        data.put("state", job.state().label());
        data.put(job.target().kind().label(), job.target().name());
        data.put("records", job.records());
        data.put("done", job.progress().done());
        data.put("failed", job.progress().failed());
        data.put("result", "/v1/jobs/" + job.id() + "/result");
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", "job." + job.state().label());
        event.put("timestamp", job.finished().orElse(job.submitted()).toString());
        event.put("data", data);
        return JsonValues.text(event);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
        store.close();
    }
}
