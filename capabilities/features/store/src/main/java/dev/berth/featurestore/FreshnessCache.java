package dev.berth.featurestore;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cache of the store's freshness, refreshed at most every few seconds on its own thread: callers
/// do not wait for an unresponsive store. Thread-safe.
final class FreshnessCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FreshnessCache.class);

    /// The usual interval of metrics scrapers.
    private static final Duration KEPT = Duration.ofSeconds(5);

    /// Longer than a healthy store takes, shorter than scrapers wait.
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final int IDLE_SECONDS = 30;

    private final Supplier<FeatureDefinitions> definitions;
    private final OnlineStore store;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor reader =
            new ThreadPoolExecutor(
                    1,
                    1,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("berth-freshness").factory());
    private volatile @Nullable Snapshot last;
    private volatile boolean hasWaited;
    private @Nullable Future<?> underWay;

    /// @param isWell whether the last attempt succeeded without data loss; the freshness is of the
    ///   last success
    /// @param damage the lost data
    record Snapshot(Freshness freshness, boolean isWell, Optional<Problem> damage, long nanos) {}

    FreshnessCache(
            Supplier<FeatureDefinitions> definitions, OnlineStore store, LongSupplier nanoTime) {
        this.definitions = definitions;
        this.store = store;
        this.nanoTime = nanoTime;
        reader.allowCoreThreadTimeOut(true);
    }

    private boolean isOlder(Snapshot reading, Duration age) {
        return nanoTime.getAsLong() - reading.nanos() > age.toNanos();
    }

    /// The cached value, after a short wait for a refresh if it is old.
    Snapshot now() {
        Snapshot known = last;
        if (known == null || isOlder(known, KEPT)) {
            await();
            known = last;
        }
        if (known == null) {
            return new Snapshot(Freshness.UNKNOWN, false, Optional.empty(), nanoTime.getAsLong());
        }
        // A hanging read has not failed, and yet nothing is known.
        return isOlder(known, KEPT)
                ? new Snapshot(known.freshness(), false, known.damage(), known.nanos())
                : known;
    }

    /// The last known damage; starts another check if that is old, without waiting.
    Optional<Problem> damage() {
        Snapshot known = last;
        if (known == null || isOlder(known, KEPT)) {
            try {
                var _ = begin();
            } catch (RejectedExecutionException closed) {
                LOG.debug("the freshness is no longer read");
            }
        }
        return known == null ? Optional.empty() : known.damage();
    }

    /// The last value, waiting only for the very first one; starts a refresh if it is older than
    /// the time in which writes are noticed.
    Freshness recent() {
        Snapshot known = last;
        if (known == null && !hasWaited) {
            hasWaited = true;
            await();
            known = last;
        }
        if (known == null || isOlder(known, ViewKeyspace.GENERATION_NOTICED)) {
            tryToBegin();
        }
        return known == null ? Freshness.UNKNOWN : known.freshness();
    }

    private void tryToBegin() {
        try {
            var _ = begin();
        } catch (RejectedExecutionException closed) {
            LOG.debug("the store is no longer read: {}", closed.toString());
        }
    }

    private void await() {
        try {
            begin().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | RejectedExecutionException late) {
            LOG.debug("the store does not say how fresh it is: {}", late.toString());
        } catch (ExecutionException defect) {
            LOG.warn("reading the freshness of the store failed", defect);
        }
    }

    /// All callers wait for the same refresh.
    private synchronized Future<?> begin() {
        Future<?> now = underWay;
        if (now == null || now.isDone()) {
            now = reader.submit(this::read);
            underWay = now;
        }
        return now;
    }

    private void read() {
        Snapshot before = last;
        Snapshot now;
        try {
            Freshness fresh = Freshness.read(definitions.get(), store);
            Optional<Problem> damage =
                    store.damage()
                            .or(
                                    () ->
                                            fresh.findLost()
                                                    .map(view -> LostRows.problem(view).problem()));
            now = new Snapshot(fresh, damage.isEmpty(), damage, nanoTime.getAsLong());
        } catch (ProblemException unavailable) {
            Problem problem = unavailable.problem();
            if (before == null || before.isWell()) {
                LOG.debug("how fresh rows are is not known: {}", problem);
            }
            now =
                    new Snapshot(
                            before == null ? Freshness.UNKNOWN : before.freshness(),
                            false,
                            Optional.of(problem)
                                    .filter(of -> of.code() == ProblemCode.STORE_DAMAGED)
                                    .or(store::damage),
                            nanoTime.getAsLong());
        }
        logDamage(before == null ? Optional.empty() : before.damage(), now.damage());
        last = now;
    }

    private static void logDamage(Optional<Problem> before, Optional<Problem> now) {
        if (now.isPresent() && !now.equals(before)) {
            LOG.error("{}", now.get());
        } else if (now.isEmpty() && before.isPresent()) {
            LOG.info("the store of features is whole again");
        }
    }

    @Override
    public void close() {
        var _ = reader.shutdownNow();
    }
}
