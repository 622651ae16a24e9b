package dev.berth.endpoint.execution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.endpoint.FallbackRule;
import dev.berth.core.endpoint.ResponseCachePolicy;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.telemetry.CacheLookupResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Cache of an endpoint's responses. Thread-safe.
///
/// It belongs to a plan, and a plan to the state of the files and of everything that is called:
/// where one of them changes there is another plan, and nothing of this is ever given again. Only
/// answers are kept, no refusals and no failures.
///
/// A record that comes while an equal one is being answered waits for that answer (a *flight*). If
/// the first fails, those that wait are answered each by itself: a failure concerns its own request
/// alone.
public final class ResponseCache {
    /// Records that wait for one flight; further ones are answered by themselves.
    private static final int FOLLOWERS_MAX = 1024;

    /// No record may take more than this part of the whole.
    private static final int SHARE_OF_ONE = 16;

    private final Cache<CacheKey, CachedResponse> answers;
    private final ConcurrentMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();
    private final ToIntFunction<byte[]> hash;
    private final long entryBytesMax;
    private final long timeToLiveNanos;
    private final Ticker ticker;

    /// @param keeping how long answers are kept, at least as long as they are given
    /// @param hash of a key's bytes, on which nothing depends but time
    ResponseCache(
            ResponseCachePolicy caching,
            Duration keeping,
            ToIntFunction<byte[]> hash,
            Ticker ticker) {
        this.timeToLiveNanos = caching.timeToLive().toNanos();
        this.ticker = ticker;
        this.hash = hash;
        this.entryBytesMax = Math.max(1, caching.bytesMax() / SHARE_OF_ONE);
        this.answers =
                Caffeine.newBuilder()
                        .maximumWeight(caching.bytesMax())
                        .weigher(ResponseCache::weight)
                        .expireAfterWrite(keeping)
                        .ticker(ticker)
                        // On the thread that fills it: a few instructions, and no pool of its own.
                        .executor(Runnable::run)
                        .build();
    }

    /// The cache of an endpoint.
    ///
    /// @param fallbacks that may have older answers than it gives by itself
    public static ResponseCache of(
            ResponseCachePolicy caching, List<FallbackRule> fallbacks, LongSupplier nanoClock) {
        Duration keeping = caching.timeToLive();
        for (FallbackRule fallback : fallbacks) {
            if (fallback instanceof FallbackRule.Kept kept
                    && kept.ageMax().compareTo(keeping) > 0) {
                keeping = kept.ageMax();
            }
        }
        return new ResponseCache(caching, keeping, Arrays::hashCode, nanoClock::getAsLong);
    }

    private static int weight(CacheKey key, CachedResponse answer) {
        return (int) Math.min(Integer.MAX_VALUE, key.byteCount() + answer.byteCount());
    }

    /// Answers a run, on a thread inside it: by what is kept, by what another is about to find, or
    /// by its steps.
    void answer(GraphExecution run) {
        CacheKey key = key(run.plan().variant(), record(run));
        if (key == null) {
            run.onCacheLookup(CacheLookupResult.BYPASSED);
            run.startSteps();
        } else {
            answer(run, key);
        }
    }

    private void answer(GraphExecution run, CacheKey key) {
        CachedResponse kept = kept(key);
        if (kept != null) {
            run.onCacheLookup(CacheLookupResult.HIT);
            run.answer(kept);
            return;
        }
        var own = new Flight(key, run.request().deadlineNanos());
        Flight other = flights.putIfAbsent(key, own);
        if (other == null) {
            run.onCacheLookup(CacheLookupResult.MISS);
            run.lead(own);
            run.startSteps();
        } else if (!other.join(run)) {
            run.onCacheLookup(CacheLookupResult.BYPASSED);
            run.startSteps();
        }
    }

    /// The key of a record; null if it is too large to be kept.
    @Nullable CacheKey key(String variant, List<Tensor> record) {
        return CacheKey.find(variant, record, entryBytesMax, hash);
    }

    /// Answers a run, on a thread inside it, by what is kept, or fails it.
    ///
    /// @param ageMax how old the answer may be
    void answerKept(GraphExecution run, Duration ageMax) {
        CacheKey key = key(run.plan().variant(), record(run));
        CachedResponse kept = key == null ? null : kept(key, ageMax.toNanos());
        if (kept == null) {
            run.fail(NOT_KEPT);
        } else {
            run.answer(kept);
        }
    }

    private static final Problem NOT_KEPT =
            Problem.of(
                    ProblemCode.ENDPOINT_NOT_READY,
                    "no answer to an equal record is kept",
                    "send it again later");

    @Nullable CachedResponse kept(CacheKey key) {
        return kept(key, timeToLiveNanos);
    }

    private @Nullable CachedResponse kept(CacheKey key, long ageNanosMax) {
        CachedResponse kept = answers.getIfPresent(key);
        return kept == null || ticker.read() - kept.madeNanos() >= ageNanosMax ? null : kept;
    }

    void keep(CacheKey key, CachedResponse answer) {
        if (answer.byteCount() <= entryBytesMax) {
            answers.put(key, answer);
        }
    }

    /// The inputs of an execution, as the guards left them.
    private static List<Tensor> record(GraphExecution run) {
        return run.plan().program().inputSlots().stream().map(run.values()::at).toList();
    }

    /// Bytes of what is kept.
    long byteCount() {
        answers.cleanUp();
        return answers.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /// A record in execution, with the equal ones that wait for its response.
    final class Flight {
        private final CacheKey key;
        private final long deadlineNanos;
        private final List<GraphExecution> followers = new ArrayList<>(0);
        private boolean landed;

        private Flight(CacheKey key, long deadlineNanos) {
            this.key = key;
            this.deadlineNanos = deadlineNanos;
        }

        /// Whether a run waits for this from now on. One that may not wait as long does not, as no
        /// caller would end it in time.
        private synchronized boolean join(GraphExecution run) {
            if (landed
                    || followers.size() >= FOLLOWERS_MAX
                    || run.request().deadlineNanos() - deadlineNanos < 0) {
                return false;
            }
            followers.add(run);
            return true;
        }

        /// The first is answered.
        ///
        /// @param annotations that go with the answer
        void succeeded(NamedTensors answer, List<String> annotations) {
            CachedResponse kept = CachedResponse.copyOf(answer, annotations, ticker.read());
            keep(key, kept);
            for (GraphExecution follower : land()) {
                follower.inside(
                        () -> {
                            follower.onCacheLookup(CacheLookupResult.COALESCED);
                            follower.answer(kept);
                        });
            }
        }

        /// The first is not.
        void failed() {
            for (GraphExecution follower : land()) {
                follower.inside(
                        () -> {
                            follower.onCacheLookup(CacheLookupResult.BYPASSED);
                            follower.startSteps();
                        });
            }
        }

        private synchronized List<GraphExecution> land() {
            flights.remove(key, this);
            landed = true;
            return List.copyOf(followers);
        }
    }
}
