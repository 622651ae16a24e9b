package dev.berth.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.system.Quota;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuotaLimiterTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private QuotaLimiter limiter(double perSecond, int burst) {
        return new QuotaLimiter("", rate(perSecond, burst), nanos::get);
    }

    private static Quota.Limits rate(double perSecond, int burst) {
        return new Quota.Limits(
                Optional.of(new Quota.Rate(perSecond, burst)),
                Optional.empty(),
                OptionalInt.empty());
    }

    private static Quota.Limits concurrent(int count) {
        return new Quota.Limits(Optional.empty(), Optional.empty(), OptionalInt.of(count));
    }

    private static int taken(QuotaLimiter limiter, int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            if (limiter.take() == 0) {
                taken++;
            }
        }
        return taken;
    }

    @Test
    void take_afterARest_isABurstAndThenTheRate() {
        QuotaLimiter limiter = limiter(10, 3);
        assertThat(taken(limiter, 10)).isEqualTo(3);
        assertThat(limiter.take()).isEqualTo(SECOND / 10);
        nanos.addAndGet(SECOND / 10);
        assertThat(taken(limiter, 10)).isEqualTo(1);
        nanos.addAndGet(60 * SECOND);
        assertThat(taken(limiter, 10)).isEqualTo(3);
    }

    @Test
    void take_whenToldToComeBack_isLetInThenAndNotBefore() {
        QuotaLimiter limiter = limiter(3, 1);
        assertThat(limiter.take()).isZero();
        long wait = limiter.take();
        nanos.addAndGet(wait - 1);
        assertThat(limiter.take()).isEqualTo(1);
        nanos.addAndGet(1);
        assertThat(limiter.take()).isZero();
    }

    /// In any window no more than the burst and the rate's share of it: held against a list of all
    /// that were let in.
    @Test
    void take_atRandomTimes_neverExceedsTheQuotaInAnyWindow() {
        long seed = Long.getLong("berth.seed", 11);
        var random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            double perSecond = 0.1 + random.nextDouble() * 200;
            int burst = 1 + random.nextInt(20);
            QuotaLimiter limiter = limiter(perSecond, burst);
            List<Long> times = new ArrayList<>();
            long time = 0;
            for (int i = 0; i < 500; i++) {
                long step = (long) (random.nextDouble() * 3 * SECOND / perSecond);
                nanos.addAndGet(step);
                time += step;
                if (limiter.take() == 0) {
                    times.add(time);
                }
            }
            for (int from = 0; from < times.size(); from++) {
                for (int to = from; to < times.size(); to++) {
                    double seconds = (times.get(to) - times.get(from)) / (double) SECOND;
                    assertThat(to - from + 1.0)
                            .as("seed %d round %d", seed, round)
                            .isLessThanOrEqualTo(burst + seconds * perSecond + 1e-6);
                }
            }
        }
    }

    /// A bucket of whole tokens, computed another way, lets in the same.
    @Test
    void take_isWhatATokenBucketDoes() {
        var random = new Random(Long.getLong("berth.seed", 13));
        QuotaLimiter limiter = limiter(4, 5);
        long interval = SECOND / 4;
        Deque<Long> returns = new ArrayDeque<>();
        long time = 0;
        long lastReturn = 0;
        for (int i = 0; i < 2000; i++) {
            long step = random.nextLong(interval * 2);
            time += step;
            nanos.addAndGet(step);
            while (!returns.isEmpty() && returns.peekFirst() <= time) {
                returns.removeFirst();
            }
            boolean free = returns.size() < 5;
            assertThat(limiter.available()).isEqualTo(5 - returns.size());
            if (free) {
                lastReturn = Math.max(lastReturn, time) + interval;
                returns.addLast(lastReturn);
            }
            assertThat(limiter.take() == 0).isEqualTo(free);
        }
    }

    @Test
    void take_byManyThreadsAtOnce_isNoMoreThanTheBurst() throws InterruptedException {
        QuotaLimiter limiter = limiter(1, 1000);
        var taken = new AtomicInteger();
        atOnce(
                8,
                () -> {
                    for (int i = 0; i < 1000; i++) {
                        if (limiter.take() == 0) {
                            taken.incrementAndGet();
                        }
                    }
                });
        assertThat(taken).hasValue(1000);
    }

    @Test
    void enter_byManyThreadsAtOnce_isNeverMoreThanAllowed() throws InterruptedException {
        var limiter = new QuotaLimiter("", concurrent(3), nanos::get);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var entered = new AtomicInteger();
        atOnce(
                8,
                () -> {
                    for (int i = 0; i < 5000; i++) {
                        if (limiter.enter()) {
                            entered.incrementAndGet();
                            int now = inside.incrementAndGet();
                            most.accumulateAndGet(now, Math::max);
                            inside.decrementAndGet();
                            limiter.leave();
                        }
                    }
                });
        assertThat(most.get()).isBetween(1, 3);
        assertThat(entered.get()).isPositive();
        assertThat(limiter.inFlight()).isZero();
    }

    private static void atOnce(int count, Runnable work) throws InterruptedException {
        var start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            start.await();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                        work.run();
                                    }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void change_keepsWhatWasUsedAndWhatIsUnderWay() {
        QuotaLimiter limiter = limiter(1, 4);
        assertThat(taken(limiter, 9)).isEqualTo(4);
        limiter.change(rate(1, 6));
        assertThat(taken(limiter, 9)).isEqualTo(2);
        limiter.change(concurrent(1));
        assertThat(limiter.enter()).isTrue();
        limiter.change(concurrent(2));
        assertThat(limiter.enter()).isTrue();
        limiter.change(concurrent(1));
        assertThat(limiter.enter()).isFalse();
        limiter.leave();
        assertThat(limiter.enter()).isFalse();
        limiter.leave();
        assertThat(limiter.enter()).isTrue();
    }

    /// The caller that raises a quota since callers are refused wants them to be let in.
    @Test
    void change_toAHigherRate_holdsNobodyForWhatTheLowerOneOwes() {
        QuotaLimiter limiter = limiter(0.001, 1000);
        assertThat(taken(limiter, 1000)).isEqualTo(1000);
        limiter.change(rate(100, 1000));
        assertThat(limiter.take()).isEqualTo(SECOND / 100);
        nanos.addAndGet(10 * SECOND);
        assertThat(taken(limiter, 2000)).isEqualTo(1000);
    }

    @Test
    void change_toALowerRate_keepsWhatWasUsed() {
        QuotaLimiter limiter = limiter(100, 10);
        assertThat(taken(limiter, 5)).isEqualTo(5);
        limiter.change(rate(1, 10));
        assertThat(limiter.available()).isEqualTo(5);
        limiter.change(Quota.Limits.NONE);
        limiter.change(rate(1, 10));
        assertThat(limiter.available()).isEqualTo(5);
    }

    /// In any window no more records than the burst and the rate's share of it, whatever the size
    /// of requests, and each request whole.
    @Test
    void records_inRequestsOfAllSizes_neverExceedTheQuotaInAnyWindow() {
        long seed = Long.getLong("berth.seed", 19);
        var random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            double perSecond = 0.1 + random.nextDouble() * 2000;
            int burst = 1 + random.nextInt(200);
            var throttle =
                    new RateLimiter(Optional.of(new Quota.Rate(perSecond, burst)), nanos::get);
            List<Long> times = new ArrayList<>();
            long time = 0;
            for (int i = 0; i < 300; i++) {
                long step = (long) (random.nextDouble() * burst * SECOND / perSecond);
                nanos.addAndGet(step);
                time += step;
                int count = random.nextInt(burst + 1);
                long available = throttle.room().orElseThrow().available();
                boolean taken = throttle.take(count) == 0;
                assertThat(taken).as("seed %d", seed).isEqualTo(count <= available);
                for (int record = 0; taken && record < count; record++) {
                    times.add(time);
                }
            }
            assertWithin(times, burst, perSecond, "seed " + seed + " round " + round);
        }
    }

    /// The windows that begin with a record and end with one are the fullest.
    private static void assertWithin(
            List<Long> times, int burst, double perSecond, String description) {
        for (int from = 0; from < times.size(); from += 1 + times.size() / 200) {
            for (int to = from; to < times.size(); to++) {
                double seconds = (times.get(to) - times.get(from)) / (double) SECOND;
                if (to - from + 1.0 > burst + seconds * perSecond + 1e-6) {
                    throw new AssertionError(description + ": " + from + " to " + to);
                }
            }
        }
    }

    @Test
    void take_whenToldToComeBackWithAllRecords_isLetInThenAndNotBefore() {
        var throttle = new RateLimiter(Optional.of(new Quota.Rate(10, 20)), nanos::get);
        assertThat(throttle.take(15)).isZero();
        long wait = throttle.take(20);
        assertThat(wait).isEqualTo(15 * SECOND / 10);
        nanos.addAndGet(wait - 1);
        assertThat(throttle.take(20)).isEqualTo(1);
        nanos.addAndGet(1);
        assertThat(throttle.take(20)).isZero();
    }

    @Test
    void limit_ofRecords_isToldWithItsUnit() {
        var limiter =
                new QuotaLimiter(
                        "topic",
                        new Quota.Limits(
                                Optional.empty(),
                                Optional.of(new Quota.Rate(100, 500)),
                                OptionalInt.empty()),
                        nanos::get);
        assertThat(limiter.policy()).isEqualTo("\"records:topic\";q=500;w=5;qu=\"records\"");
        assertThat(limiter.limit()).isEqualTo("\"records:topic\";r=500");
        assertThat(limiter.records().take(450)).isZero();
        assertThat(limiter.limit()).isEqualTo("\"records:topic\";r=50;t=1");
        assertThat(limiter.availableRecords()).isEqualTo(50);
        assertThat(limiter.available()).isNaN();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "50|100|\"requests\";q=100;w=2",
                "50|50|\"requests\";q=50;w=1",
                "50|1|\"requests\";q=50;w=1",
                "0.5|1|\"requests\";q=1;w=2",
                "0.001|1|\"requests\";q=1;w=1000",
                "1000000|1000000|\"requests\";q=1000000;w=1"
            })
    void policy_ofARate_isItsBurstAndTheTimeThatTakesToComeBack(
            double perSecond, int burst, String policy) {
        assertThat(limiter(perSecond, burst).policy()).isEqualTo(policy);
    }

    @Test
    void limit_tellsWhatIsLeftAndWhenThereIsMore() {
        QuotaLimiter limiter =
                new QuotaLimiter(
                        "topic",
                        new Quota.Limits(
                                Optional.of(new Quota.Rate(0.5, 2)),
                                Optional.empty(),
                                OptionalInt.of(8)),
                        nanos::get);
        assertThat(limiter.policy())
                .isEqualTo(
                        "\"requests:topic\";q=2;w=4,"
                                + " \"concurrency:topic\";q=8;qu=\"concurrent-requests\"");
        assertThat(limiter.limit()).isEqualTo("\"requests:topic\";r=2, \"concurrency:topic\";r=8");
        assertThat(limiter.take()).isZero();
        assertThat(limiter.enter()).isTrue();
        assertThat(limiter.limit())
                .isEqualTo("\"requests:topic\";r=1;t=2, \"concurrency:topic\";r=7");
        nanos.addAndGet(SECOND);
        assertThat(limiter.limit()).startsWith("\"requests:topic\";r=1;t=1,");
        assertThat(limiter.take()).isZero();
        assertThat(limiter.limit()).startsWith("\"requests:topic\";r=0;t=1,");
    }

    @Test
    void limits_ofNeitherKind_boundNothing() {
        var limiter = new QuotaLimiter("", Quota.Limits.NONE, nanos::get);
        assertThat(taken(limiter, 1000)).isEqualTo(1000);
        assertThat(limiter.enter()).isTrue();
        assertThat(limiter.policy()).isEmpty();
        assertThat(limiter.limit()).isEmpty();
        assertThat(limiter.available()).isNaN();
    }
}
