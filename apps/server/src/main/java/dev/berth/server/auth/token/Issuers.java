package dev.berth.server.auth.token;

import dev.berth.core.system.TokenIssuer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The issuers that are declared now, with their keys. Thread-safe.
///
/// Costs nothing until the first is declared: then a thread looks every second whether keys are
/// due.
public final class Issuers implements AutoCloseable {
    private final KeyFetching times;
    private final LongSupplier nanoTime;
    private List<Known> known = List.of();
    private @Nullable Fetcher works;

    /// One declared issuer.
    private record Known(TokenIssuer declared, JwksCache keys) {}

    /// Fetcher of keys.
    private record Fetcher(
            KeySource source, ScheduledExecutorService clock, ExecutorService threads) {
        static Fetcher start(KeyFetching times) {
            return new Fetcher(
                    new KeySource(times),
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().name("berth-issuers").daemon().factory()),
                    Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("berth-issuer-keys-", 0).factory()));
        }

        void close() {
            clock.shutdownNow();
            threads.shutdownNow();
            source.close();
        }
    }

    public Issuers(KeyFetching times, LongSupplier nanoTime) {
        this.times = times;
        this.nanoTime = nanoTime;
    }

    /// Takes these issuers in place of those before, and has their keys fetched. Keys of an issuer
    /// that has the same address as before are kept.
    public synchronized TokenVerifier adopt(List<TokenIssuer> declared) {
        List<Known> next = new ArrayList<>();
        for (TokenIssuer issuer : declared) {
            next.add(new Known(issuer, keys(issuer)));
        }
        known = List.copyOf(next);
        List<TokenVerifier.IssuerVerifier> verifiers = new ArrayList<>();
        known.forEach(
                one -> verifiers.add(new TokenVerifier.IssuerVerifier(one.declared(), one.keys())));
        return new TokenVerifier(verifiers);
    }

    private JwksCache keys(TokenIssuer issuer) {
        for (Known one : known) {
            JwksCache keys = one.keys();
            if (keys.name().equals(issuer.name()) && isSame(keys.address(), issuer.keys())) {
                return keys;
            }
        }
        Fetcher fetching = works();
        var keys = new JwksCache(issuer, fetching.source(), times, nanoTime, fetching.threads());
        keys.fetch();
        return keys;
    }

    private static boolean isSame(URI one, URI other) {
        return one.equals(other);
    }

    private Fetcher works() {
        Fetcher started = works;
        if (started == null) {
            started = Fetcher.start(times);
            works = started;
            var _ = started.clock().scheduleWithFixedDelay(this::poll, 1, 1, TimeUnit.SECONDS);
        }
        return started;
    }

    private void poll() {
        keys().forEach(JwksCache::poll);
    }

    private synchronized List<JwksCache> keys() {
        return known.stream().map(Known::keys).toList();
    }

    /// Waits until the keys of all were fetched or could not be, so that a server that has just
    /// started knows its callers.
    public void awaitFirst(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            for (JwksCache keys : keys()) {
                keys.awaitFirst(end - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is known of an issuer's keys; all 0 for one that is not declared.
    public Figures figures(String issuer) {
        for (JwksCache keys : keys()) {
            if (keys.name().equals(issuer)) {
                return new Figures(keys.count(), keys.ageSeconds(), keys.fetched(), keys.failed());
            }
        }
        return new Figures(0, 0, 0, 0);
    }

    /// Figures about the keys of an issuer.
    ///
    /// @param keys in force
    /// @param ageSeconds since they were fetched last
    /// @param fetched how often that succeeded
    /// @param failed how often it failed
    public record Figures(int keys, double ageSeconds, long fetched, long failed) {}

    @Override
    public synchronized void close() {
        if (works != null) {
            works.close();
        }
    }
}
