package dev.berth.serving.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.serving.queue.QueueSimulation.Request;
import dev.berth.serving.queue.RequestQueue.Admission;
import dev.berth.testkit.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
    private static final int ROWS_MAX = 8;
    private static final int BATCH_MAX = 4;
    private static final int EXECUTORS = 2;
    private static final long MILLISECOND = 1_000_000;

    private final AdaptiveBatchSizer times = new AdaptiveBatchSizer(BATCH_MAX, EXECUTORS);

    /// Whose executors wait for a full batch.
    private RequestQueue<Request> queue(OverloadDetector demand) {
        return new RequestQueue<>(
                ROWS_MAX, BATCH_MAX, EXECUTORS, 10 * MILLISECOND, times, demand, new ManualTime());
    }

    @Test
    void takeShare_excessiveDemand_isNormalOnceNothingWaits() {
        RequestQueue<Request> queue = queue(OverloadDetector.forQueue(ROWS_MAX));
        for (int i = 0; i <= ROWS_MAX; i++) {
            queue.offer(new Request(i));
        }
        assertThat(queue.drainShed()).hasSize(1);
        List<Long> taken = new ArrayList<>();
        while (queue.rows() > 0) {
            queue.pollBatch(0).forEach(one -> taken.add(one.submittedNanos()));
        }
        // The whole burst that there was room for, the newest first.
        assertThat(taken).containsExactly(8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);

        taken.clear();
        queue.offer(new Request(9));
        queue.offer(new Request(10));
        while (queue.rows() > 0) {
            queue.pollBatch(0).forEach(one -> taken.add(one.submittedNanos()));
        }
        assertThat(taken).containsExactly(9L, 10L);
    }

    /// Offers more than is taken until the queue has stood for long.
    private static void makeLasting(RequestQueue<Request> queue) {
        for (int i = 0; i < 20 * ROWS_MAX; i++) {
            while (queue.offer(new Request(0)) != Admission.FULL && !queue.hasShed()) {}
            queue.drainShed();
            queue.pollBatch(0);
        }
    }

    @Test
    void offer_excessLasts_keepsTwoBatchesForEachExecutor() {
        RequestQueue<Request> queue = queue(OverloadDetector.forQueue(ROWS_MAX));
        makeLasting(queue);

        for (int i = 0; i < ROWS_MAX; i++) {
            queue.offer(new Request(1));
        }

        assertThat(queue.rows()).isEqualTo(2 * EXECUTORS);
    }

    @Test
    void expectedNanos_nothingWaits_isNoneWhateverARowTook() {
        RequestQueue<Request> queue = queue(OverloadDetector.disabled());

        assertThat(queue.expectedNanos(MILLISECOND)).isZero();
        queue.offer(new Request(0));
        assertThat(queue.expectedNanos(MILLISECOND)).isGreaterThan(2 * MILLISECOND);
    }

    @Test
    void offer_excessiveDemand_pushesOutAnOldRequestOfTheSameThread() {
        RequestQueue<Request> queue = queue(OverloadDetector.forQueue(ROWS_MAX));
        makeLasting(queue);
        // Those of an even time came by one thread, the others by another. Four may wait.
        for (int i = 0; i < 4; i++) {
            queue.offer(new Request(0));
        }
        var oldOfTheOther = new Request(1);
        queue.offer(oldOfTheOther);
        queue.offer(new Request(3));
        queue.offer(new Request(4));
        assertThat(queue.drainShed()).allMatch(shed -> shed.submittedNanos() == 0);

        queue.offer(new Request(5));

        assertThat(queue.drainShed()).containsExactly(oldOfTheOther);
    }

    @Test
    void turnsAway_excessiveDemand_hearsThreeTimesWhatIsTakenAndAllOnceLessThanABatchWaits() {
        var queue =
                new RequestQueue<Request>(
                        ROWS_MAX,
                        1,
                        EXECUTORS,
                        0,
                        new AdaptiveBatchSizer(1, EXECUTORS),
                        OverloadDetector.forQueue(ROWS_MAX),
                        new ManualTime());
        for (int i = 0; i <= ROWS_MAX; i++) {
            assertThat(queue.shouldShedUnread()).isFalse();
            queue.offer(new Request(0));
        }

        int admitted = 0;
        for (int i = 0; i < 1_000; i++) {
            if (!queue.shouldShedUnread()) {
                admitted++;
                queue.offer(new Request(0));
            }
            if (i % 10 == 9) {
                assertThat(queue.pollBatch(0)).hasSize(1);
            }
        }
        assertThat(admitted).isBetween(280, 340);

        while (queue.rows() > 0) {
            queue.pollBatch(0);
        }
        assertThat(queue.shouldShedUnread()).isFalse();
    }

    @Test
    void turnsAway_demandNeverExcessive_isFalse() {
        RequestQueue<Request> queue = queue(OverloadDetector.disabled());
        while (queue.offer(new Request(0)) != Admission.FULL) {
            assertThat(queue.shouldShedUnread()).isFalse();
        }
        assertThat(queue.shouldShedUnread()).isFalse();
    }

    @Test
    void remove_whatWaits_isNotTaken() {
        RequestQueue<Request> queue = queue(OverloadDetector.disabled());
        var first = new Request(0);
        var second = new Request(0);
        queue.offer(first);
        queue.offer(second);

        assertThat(queue.remove(first)).isTrue();
        assertThat(queue.remove(first)).isFalse();

        assertThat(queue.rows()).isEqualTo(1);
        assertThat(queue.startIfDue()).isTrue();
        assertThat(queue.pollBatch(0)).containsExactly(second);
        assertThat(queue.remove(second)).isFalse();
    }
}
