package dev.berth.serving.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.serving.queue.RequestQueue.Admission;
import dev.berth.serving.request.RequestFlow;
import dev.berth.testkit.time.ManualTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests of many parts in one queue beside others.
class FlowSharesTest {
    private static final int ROWS_MAX = 64;
    private static final int BATCH_MAX = 4;
    private static final int EXECUTORS = 2;
    private static final int STEPS = 5_000 * Integer.getInteger("berth.cases.factor", 1);

    /// Two batches of each executor.
    private static final int SHARE = 16;

    private final RequestQueue<Part> queue = queue(OverloadDetector.forQueue(1_000));

    private static RequestQueue<Part> queue(OverloadDetector demand) {
        return new RequestQueue<>(
                ROWS_MAX,
                BATCH_MAX,
                EXECUTORS,
                0,
                new AdaptiveBatchSizer(BATCH_MAX, EXECUTORS),
                demand,
                new ManualTime());
    }

    private static final class Part extends QueueEntry<Part> {
        private final @Nullable RequestFlow flow;
        private final int rows;

        Part(@Nullable RequestFlow flow, int rows) {
            this.flow = flow;
            this.rows = rows;
        }

        @Override
        protected @Nullable RequestFlow flow() {
            return flow;
        }

        @Override
        protected int rows() {
            return rows;
        }

        @Override
        protected long submittedNanos() {
            return 0;
        }

        @Override
        protected long deadlineNanos() {
            return Long.MAX_VALUE;
        }

        @Override
        protected boolean hasSameCallerThread(Part other) {
            return false;
        }
    }

    private List<Part> offerParts(int count) {
        var flow = new RequestFlow();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var part = new Part(flow, 1);
            parts.add(part);
            assertThat(queue.offer(part)).isNotEqualTo(Admission.FULL);
        }
        return parts;
    }

    @Test
    void parts_beyondTheShare_areHeld_andEnterInOrderAsOthersAreTaken() {
        List<Part> parts = offerParts(1_000);
        assertThat(queue.rows()).isEqualTo(SHARE);
        assertThat(queue.rowsWithHeld()).isEqualTo(1_000);
        List<Part> taken = new ArrayList<>();
        for (List<Part> share = queue.pollBatch(0); !share.isEmpty(); share = queue.pollBatch(0)) {
            taken.addAll(share);
            assertThat(queue.rows()).isLessThanOrEqualTo(SHARE);
            queue.finished(share);
        }
        assertThat(taken).isEqualTo(parts);
        assertThat(queue.isIdle()).isTrue();
    }

    @Test
    void parts_ofManyRequests_leaveHalfOfTheQueueToOthers() {
        for (int i = 0; i < 10; i++) {
            offerParts(100);
        }
        int ofFlows = queue.rows();
        // The first of each comes like any request.
        assertThat(ofFlows).isLessThanOrEqualTo(ROWS_MAX / 2 + 10);
        for (int i = ofFlows; i < ROWS_MAX; i++) {
            assertThat(queue.offer(new Part(null, 1))).isNotEqualTo(Admission.FULL);
        }
        assertThat(queue.hasShed()).isFalse();
    }

    @Test
    void parts_ofTwoRequests_takeTurns() {
        List<Part> first = offerParts(100);
        List<Part> second = offerParts(100);
        int ofFirst = 0;
        int ofSecond = 0;
        for (int i = 0; i < 20; i++) {
            List<Part> share = queue.pollBatch(0);
            for (Part part : share) {
                ofFirst += part.flow() == first.getFirst().flow() ? 1 : 0;
                ofSecond += part.flow() == second.getFirst().flow() ? 1 : 0;
            }
            queue.finished(share);
        }
        assertThat(Math.abs(ofFirst - ofSecond)).isLessThanOrEqualTo(SHARE + BATCH_MAX);
    }

    @Test
    void parts_inAQueueOfOneRow_areNeverRefusedForEachOther() {
        var narrow =
                new RequestQueue<Part>(
                        1,
                        1,
                        1,
                        0,
                        new AdaptiveBatchSizer(1, 1),
                        OverloadDetector.forQueue(1),
                        new ManualTime());
        var flow = new RequestFlow();
        for (int i = 0; i < 50; i++) {
            assertThat(narrow.offer(new Part(flow, 1))).isNotEqualTo(Admission.FULL);
        }
        for (int i = 0; i < 50; i++) {
            List<Part> share = narrow.pollBatch(0);
            assertThat(share).hasSize(1);
            narrow.finished(share);
        }
        assertThat(narrow.pollBatch(0)).isEmpty();
        assertThat(narrow.hasShed()).isFalse();
    }

    @Test
    void firstPart_whereOthersFillTheQueue_isRefusedLikeAny() {
        var unhurried = queue(OverloadDetector.disabled());
        for (int i = 0; i < ROWS_MAX; i++) {
            unhurried.offer(new Part(null, 1));
        }
        assertThat(unhurried.offer(new Part(new RequestFlow(), 1))).isEqualTo(Admission.FULL);
    }

    @Test
    void cancelled_heldPartsGo_andTheOthersEnter() {
        List<Part> parts = offerParts(100);
        parts.subList(1, 100).reversed().forEach(part -> assertThat(queue.remove(part)).isTrue());
        assertThat(queue.rows()).isEqualTo(1);
        assertThat(queue.pollBatch(0)).containsExactly(parts.getFirst());
        queue.finished(List.of());
        List<Part> more = offerParts(100);
        more.subList(0, SHARE).forEach(part -> assertThat(queue.remove(part)).isTrue());
        assertThat(queue.rows()).isEqualTo(SHARE);
    }

    /// Whatever happens, each part that was let in is taken once, and nothing is left behind.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anything_inAnyOrder_isTakenOnceOrShed(long seed) {
        var random = new Random(seed);
        OverloadDetector demand =
                seed % 2 == 0 ? OverloadDetector.disabled() : OverloadDetector.forQueue(ROWS_MAX);
        RequestQueue<Part> any = queue(demand);
        List<RequestFlow> flows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            flows.add(new RequestFlow());
        }
        Set<Part> expected = new HashSet<>();
        Set<Part> ended = new HashSet<>();
        Deque<List<Part>> inFlight = new ArrayDeque<>();
        int executors = 0;
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    RequestFlow flow = random.nextInt(3) == 0 ? null : flows.get(random.nextInt(5));
                    var part = new Part(flow, 1 + random.nextInt(6));
                    Admission admission = any.offer(part);
                    if (admission != Admission.FULL) {
                        expected.add(part);
                    }
                    executors += admission == Admission.START_EXECUTOR ? 1 : 0;
                }
                case 2 -> executors -= work(any, executors, inFlight, ended, random);
                default -> {
                    if (!expected.isEmpty() && random.nextInt(4) == 0) {
                        Part one = expected.iterator().next();
                        if (any.remove(one)) {
                            assertThat(ended.add(one)).isTrue();
                        }
                    }
                }
            }
            for (Part shed : any.drainShed()) {
                assertThat(ended.add(shed)).as("seed %d", seed).isTrue();
            }
            expected.removeAll(ended);
        }
        while (executors > 0) {
            executors -= work(any, executors, inFlight, ended, random);
            for (Part shed : any.drainShed()) {
                assertThat(ended.add(shed)).as("seed %d", seed).isTrue();
            }
        }
        expected.removeAll(ended);
        assertThat(expected).as("seed %d", seed).isEmpty();
        assertThat(any.isIdle()).as("seed %d", seed).isTrue();
        assertThat(any.rowsWithHeld()).as("seed %d", seed).isZero();
    }

    /// One executor ends its share or takes one.
    ///
    /// @return 1 if it stopped
    private static int work(
            RequestQueue<Part> any,
            int executors,
            Deque<List<Part>> inFlight,
            Set<Part> ended,
            Random random) {
        if (!inFlight.isEmpty() && (inFlight.size() == executors || random.nextBoolean())) {
            any.finished(inFlight.removeFirst());
            return 0;
        }
        if (executors == inFlight.size()) {
            return 0;
        }
        List<Part> share = any.pollBatch(0);
        if (share.isEmpty()) {
            return 1;
        }
        for (Part part : share) {
            assertThat(ended.add(part)).isTrue();
        }
        inFlight.addLast(share);
        return 0;
    }
}
