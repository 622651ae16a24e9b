package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.materialize.MaterializationResult;
import dev.berth.features.materialize.MaterializationScope;
import dev.berth.features.materialize.MaterializationStatus;
import dev.berth.features.materialize.MaterializationStatus.State;
import dev.berth.features.online.ViewBusyProblem;
import dev.berth.testkit.Await;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MaterializationRunsTest {
    private static final ViewReference A = ViewReference.of("a", 1);
    private static final ViewReference B = ViewReference.of("b", 1);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger count = new AtomicInteger();

    private static MaterializationResult outcome(ViewReference view) {
        return new MaterializationResult(view, 7, true, false, 5, 3, Optional.empty());
    }

    private static MaterializationStatus only(MaterializationRuns runs, ViewReference view) {
        return runs.all().stream().filter(run -> run.view().equals(view)).findAny().orElseThrow();
    }

    private static MaterializationStatus await(MaterializationRuns runs, ViewReference view) {
        Await.until(() -> only(runs, view).state().isEnd());
        return only(runs, view);
    }

    /// Runs that wait at the gate.
    private MaterializationRuns waiting() {
        return new MaterializationRuns(
                (view, extent, until, progress) -> {
                    count.incrementAndGet();
                    progress.reached(4, 2);
                    begun.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new ProblemException(ProblemCode.CANCELLED, "interrupted", "");
                    }
                    return outcome(view);
                },
                InstantSource.system(),
                MaterializationRuns.lowPriority());
    }

    @Test
    void begin_whileOneIsUnderWay_goesOnWithIt() throws InterruptedException {
        try (MaterializationRuns runs = waiting()) {
            runs.begin(List.of(A, B), MaterializationScope.ADDED, Optional.empty());
            begun.await();
            MaterializationStatus again =
                    runs.begin(List.of(A), MaterializationScope.FULL, Optional.empty()).getFirst();
            assertThat(again.state()).isEqualTo(State.RUNNING);
            assertThat(again.eventCount()).isEqualTo(4);
            assertThat(only(runs, B).state()).isEqualTo(State.WAITING);
            gate.countDown();
            assertThat(await(runs, A).outcome()).contains(outcome(A));
            assertThat(await(runs, B).doneCount()).isEqualTo(1);
            assertThat(count).hasValue(2);
        }
    }

    @Test
    void work_thatFails_isToldAndCounted_andTheNextMayBeDone() {
        var runs =
                new MaterializationRuns(
                        (view, extent, until, progress) -> {
                            if (count.getAndIncrement() == 0) {
                                throw new ProblemException(
                                        ProblemCode.SOURCE_UNAVAILABLE, "no files", "bring some");
                            }
                            return outcome(view);
                        },
                        InstantSource.system(),
                        MaterializationRuns.lowPriority());
        try (runs) {
            runs.begin(List.of(A), MaterializationScope.ADDED, Optional.empty());
            MaterializationStatus failed = await(runs, A);
            assertThat(failed.state()).isEqualTo(State.FAILED);
            assertThat(failed.failing()).isTrue();
            assertThat(failed.next().begun(Instant.EPOCH).failing()).isTrue();
            assertThat(failed.problem().orElseThrow().code())
                    .isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
            runs.begin(List.of(A), MaterializationScope.ADDED, Optional.empty());
            Await.until(() -> only(runs, A).state() == State.DONE);
            assertThat(only(runs, A).failedCount()).isEqualTo(1);
            assertThat(only(runs, A).doneCount()).isEqualTo(1);
            assertThat(only(runs, A).problem()).isEmpty();
            assertThat(only(runs, A).failing()).isFalse();
        }
    }

    @Test
    void work_thatAnotherProcessDoes_isNoFailure() {
        var runs =
                new MaterializationRuns(
                        (view, extent, until, progress) -> {
                            throw ViewBusyProblem.problem(view);
                        },
                        InstantSource.system(),
                        MaterializationRuns.lowPriority());
        try (runs) {
            runs.begin(List.of(A), MaterializationScope.ADDED, Optional.empty());
            MaterializationStatus left = await(runs, A);
            assertThat(left.state()).isEqualTo(State.INTERRUPTED);
            assertThat(left.failedCount()).isZero();
            assertThat(left.problem().orElseThrow().code())
                    .isEqualTo(ProblemCode.MATERIALIZATION_CONFLICT);
        }
    }

    @Test
    void close_whileOneIsUnderWay_interruptsIt() throws InterruptedException {
        MaterializationRuns runs = waiting();
        runs.begin(List.of(A), MaterializationScope.ADDED, Optional.empty());
        begun.await();
        runs.close();
        assertThat(only(runs, A).state()).isEqualTo(State.INTERRUPTED);
        assertThat(only(runs, A).failedCount()).isZero();
        assertThatThrownBy(
                        () -> runs.begin(List.of(B), MaterializationScope.ADDED, Optional.empty()))
                .isInstanceOf(ProblemException.class);
    }
}
