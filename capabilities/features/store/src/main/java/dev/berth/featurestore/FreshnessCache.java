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

/// How up to date rows are, read at most every few seconds however many ask, on a thread of its
/// own: who asks does not wait for a store that does not answer. Thread-safe.
final class FreshnessCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FreshnessCache.class);

    /// As often as scrapers come at most.
    private static final Duration KEPT = Duration.ofSeconds(5);

    /// Longer than a store takes that is well, shorter than anybody waits for metrics.
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
    private volatile @Nullable Reading last;
    private volatile boolean hasWaited;
    private @Nullable Future<?> underWay;

    /// @param isWell whether the last try succeeded, and nothing is lost; the freshness is of the
    ///   last that succeeded
    /// @param damage what is lost
    record Reading(Freshness freshness, boolean isWell, Optional<Problem> damage, long nanos) {}

    FreshnessCache(
            Supplier<FeatureDefinitions> definitions, OnlineStore store, LongSupplier nanoTime) {
        this.definitions = definitions;
        this.store = store;
        this.nanoTime = nanoTime;
        reader.allowCoreThreadTimeOut(true);
    }

    private boolean isOlder(Reading reading, Duration age) {
        return nanoTime.getAsLong() - reading.nanos() > age.toNanos();
    }

    /// What is known, after a moment's wait if that is old.
    Reading now() {
        Reading known = last;
        if (known == null || isOlder(known, KEPT)) {
            await();
            known = last;
        }
        if (known == null) {
            return new Reading(Freshness.UNKNOWN, false, Optional.empty(), nanoTime.getAsLong());
        }
        // A reader that hangs has not failed, and yet nothing is known.
        return isOlder(known, KEPT)
                ? new Reading(known.freshness(), false, known.damage(), known.nanos())
                : known;
    }

    /// What is lost, as it was known last; has it checked again if that is old, and does not wait.
    Optional<Problem> damage() {
        Reading known = last;
        if (known == null || isOlder(known, KEPT)) {
            try {
                var _ = begin();
            } catch (RejectedExecutionException closed) {
                LOG.debug("nothing is looked at any more");
            }
        }
        return known == null ? Optional.empty() : known.damage();
    }

    /// What was read last, without a wait but for the very first reading; a later one is begun if
    /// that is older than it takes to notice what another process wrote.
    Freshness recent() {
        Reading known = last;
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
            LOG.debug("the store is not looked at any more: {}", closed.toString());
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
            LOG.warn("how fresh the store is cannot be told", defect);
        }
    }

    /// All who ask wait for the same reading.
    private synchronized Future<?> begin() {
        Future<?> now = underWay;
        if (now == null || now.isDone()) {
            now = reader.submit(this::read);
            underWay = now;
        }
        return now;
    }

    private void read() {
        Reading before = last;
        Reading now;
        try {
            Freshness fresh = Freshness.read(definitions.get(), store);
            Optional<Problem> damage =
                    store.damage()
                            .or(
                                    () ->
                                            fresh.findLost()
                                                    .map(view -> LostRows.problem(view).problem()));
            now = new Reading(fresh, damage.isEmpty(), damage, nanoTime.getAsLong());
        } catch (ProblemException unavailable) {
            Problem problem = unavailable.problem();
            if (before == null || before.isWell()) {
                LOG.debug("how fresh rows are is not known: {}", problem);
            }
            now =
                    new Reading(
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
