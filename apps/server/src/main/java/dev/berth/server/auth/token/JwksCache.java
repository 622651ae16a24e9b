package dev.berth.server.auth.token;

import dev.berth.core.SanitizedText;
import dev.berth.core.system.TokenIssuer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of one issuer, kept fresh. Thread-safe; only the fetch itself blocks, on a thread of
/// its own.
///
/// Keys are fetched at an interval, and when a token names one that is not known, but then only a
/// while after the last time: how often does not depend on how many tokens a caller makes up. What
/// was fetched last holds until a later fetch says otherwise; one that fails changes nothing.
public final class JwksCache {
    /// Interval between log messages about the same failure.
    private static final long LOG_PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(JwksCache.class);

    private final String name;
    private final URI address;
    private final String shownAddress;
    private final KeySource source;
    private final KeyFetching times;
    private final LongSupplier nanoTime;
    private final Executor threads;
    private final AtomicBoolean fetching = new AtomicBoolean();
    private final CountDownLatch attempted = new CountDownLatch(1);
    private final LongAdder fetched = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile @Nullable KeySet current;
    private volatile long attemptNanos;
    private volatile long successNanos;
    private volatile boolean failing;
    private long loggedNanos;

    JwksCache(
            TokenIssuer issuer,
            KeySource source,
            KeyFetching times,
            LongSupplier nanoTime,
            Executor threads) {
        this.name = issuer.name();
        this.address = issuer.keys();
        this.shownAddress = issuer.shownKeys();
        this.source = source;
        this.times = times;
        this.nanoTime = nanoTime;
        this.threads = threads;
        this.attemptNanos = nanoTime.getAsLong();
        this.successNanos = attemptNanos;
        this.loggedNanos = attemptNanos - LOG_PAUSE_NANOS;
    }

    String name() {
        return name;
    }

    URI address() {
        return address;
    }

    /// Null until they were fetched once.
    @Nullable KeySet current() {
        return current;
    }

    @SuppressWarnings("ReferenceEquality") // A fetch that finds the same keeps the same.
    boolean isCurrent(KeySet keys) {
        return keys == current;
    }

    /// Fetches them if it is time.
    void poll() {
        Duration pause = failing || current == null ? times.retryPause() : times.interval();
        if (isAfter(pause)) {
            fetch();
        }
    }

    /// A token named a key that is not among them.
    ///
    /// @return whether it may be soon: a fetch is in progress, or the last one has failed, so that
    ///   it is not known which keys the issuer has now
    boolean fetchForUnknown() {
        if (!fetching.get() && isAfter(times.unknownKeyPause())) {
            fetch();
        }
        return fetching.get() || failing;
    }

    private boolean isAfter(Duration pause) {
        return nanoTime.getAsLong() - attemptNanos >= pause.toNanos();
    }

    /// Fetches them, unless that is being done; waits for nothing.
    void fetch() {
        if (!fetching.compareAndSet(false, true)) {
            return;
        }
        attemptNanos = nanoTime.getAsLong();
        try {
            threads.execute(this::attempt);
        } catch (RejectedExecutionException closed) {
            fetching.set(false);
        }
    }

    private void attempt() {
        try {
            String text = source.read(address);
            KeySet known = current;
            KeySet found = known != null && known.isOf(text) ? known : KeySet.parse(text);
            succeeded(known, found);
        } catch (IOException | RuntimeException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            fetching.set(false);
            attempted.countDown();
        }
    }

    @SuppressWarnings("ReferenceEquality") // As above.
    private void succeeded(@Nullable KeySet known, KeySet found) {
        current = found;
        successNanos = nanoTime.getAsLong();
        fetched.increment();
        if (failing) {
            LOG.info("the keys of issuer {} can be fetched again", name);
        }
        failing = false;
        if (found != known) {
            LOG.info(
                    "issuer {} has {} keys{}",
                    name,
                    found.count(),
                    found.passedOver() == 0
                            ? ""
                            : ", and " + found.passedOver() + " that are not for signatures here");
        }
    }

    private void failed(Exception failure) {
        failed.increment();
        long now = nanoTime.getAsLong();
        if (!failing || now - loggedNanos >= LOG_PAUSE_NANOS) {
            loggedNanos = now;
            LOG.warn(
                    "the keys of issuer {} cannot be fetched from {}: {}; {}",
                    name,
                    SanitizedText.of(shownAddress),
                    SanitizedText.of(String.valueOf(failure.getMessage())),
                    current == null
                            ? "its tokens cannot be verified until they are"
                            : "those that it had last stay in force");
        }
        failing = true;
    }

    /// When tokens may be worth sending again.
    Duration retryAfter() {
        return fetching.get() ? Duration.ofSeconds(1) : times.retryPause();
    }

    /// Waits until they were fetched, or could not be.
    void awaitFirst(long nanos) throws InterruptedException {
        var _ = attempted.await(nanos, TimeUnit.NANOSECONDS);
    }

    /// How many there are.
    int count() {
        KeySet keys = current;
        return keys == null ? 0 : keys.count();
    }

    long fetched() {
        return fetched.sum();
    }

    long failed() {
        return failed.sum();
    }

    /// Since they were fetched last, or first looked for.
    double ageSeconds() {
        return (nanoTime.getAsLong() - successNanos) / 1e9;
    }
}
