package dev.berth.client;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.core.ProblemCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Listener that records client metrics in a Micrometer registry. Only this class needs Micrometer.
///
/// Tags are `target` (endpoint or model), `outcome` (`answered` or the problem's code), `server`,
/// `kind` and `ending` of an attempt.
public final class MicrometerListener implements ClientListener {
    private final MeterRegistry registry;
    private final AtomicInteger servers = new AtomicInteger();

    public MicrometerListener(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge("berth.client.servers", servers);
    }

    @Override
    public void onCallCompleted(String target, Optional<ProblemCode> failure, long nanos) {
        registry.timer(
                        "berth.client.calls",
                        "target",
                        target,
                        "outcome",
                        failure.map(ProblemCode::code).orElse("answered"))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onAttemptCompleted(Address server, AttemptKind kind, AttemptOutcome ending) {
        registry.counter(
                        "berth.client.attempts",
                        "server",
                        server.toString(),
                        "kind",
                        lower(kind),
                        "ending",
                        lower(ending))
                .increment();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void onRetryBudgetExhausted(String target) {
        registry.counter("berth.client.budget.exhausted", "target", target).increment();
    }

    @Override
    public void onFallback(String target, ProblemCode problem) {
        registry.counter("berth.client.fallbacks", "target", target, "problem", problem.code())
                .increment();
    }

    @Override
    public void onEjected(Address server, Duration pause) {
        registry.counter("berth.client.ejections", "server", server.toString()).increment();
    }

    /// Removes the meters of a removed server, since pods come and go.
    @Override
    public void onRemoved(Address server) {
        for (String name : List.of("berth.client.attempts", "berth.client.ejections")) {
            registry.find(name).tag("server", server.toString()).meters().forEach(registry::remove);
        }
    }

    @Override
    public void onResolved(int count) {
        servers.set(count);
    }
}
