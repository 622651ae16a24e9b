package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.serving.FakeSystem.Submitted;
import dev.berth.serving.execution.ModelStatistics;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A request whose deadline passes, or which is given up, at each stage: its caller is notified of
/// it then, with whatever holds it still held, and it costs nothing further.
class DeadlineStagesTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final ModelName MODEL = ModelName.of("m");
    private static final Problem GIVEN_UP =
            Problem.of(ProblemCode.CANCELLED, "the caller hung up", "wait");

    private final FakeSystem system;

    @SuppressWarnings("NullAway.Init") // Every test opens it first.
    private ModelServer serving;

    DeadlineStagesTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    @BeforeEach
    void openTheStepsGate() {
        HeldStep.GATE.open();
        HeldStep.REACHED.set(0);
    }

    @AfterEach
    void everythingIsGivenBack() {
        HeldStep.GATE.open();
        system.runtime().runGate().open();
        // Ends what waits for a time.
        system.time().advance(Duration.ofDays(1));
        serving.close();
        assertThat(serving.pool().blocksInUse()).isZero();
        assertThat(system.runtime().openArtifacts()).isZero();
    }

    private void serve(String... settings) {
        system.write("m", "1", 2, settings);
        serving = system.open();
    }

    private Submitted submit(Duration timeout, float... numbers) {
        return FakeSystem.submit(serving, serving.acquire(MODEL), timeout, numbers);
    }

    private ModelStatistics statistics() {
        return serving.statistics(ModelReference.of("m", "1"));
    }

    /// A deadline is looked at once in a millisecond at most.
    private void assertExpiresAfter(Duration left, Submitted late) {
        system.time().advance(left.minusMillis(1));
        assertThat(late.answer()).isNotDone();
        system.time().advance(Duration.ofMillis(2));
        assertThat(late.answer()).isDone();
        assertThat(late.problem().code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
    }

    @Test
    void queued_deadlinePasses_isAnsweredThenAndFreesItsPlace() {
        serve("limits: {max-queue-rows: 1}");
        system.runtime().runGate().shut();
        Submitted first = submit(AMPLE, 0, 0, 0);
        system.runtime().runGate().awaitWaiting(1);
        Submitted late = submit(SHORT, 1, 1, 1);

        assertExpiresAfter(SHORT, late);
        assertThat(statistics().queuedRows()).isZero();
        system.runtime().runGate().open();
        first.numbers();
        assertThat(system.runtime().batchSizes()).containsExactly(1);
    }

    @Test
    void queued_manyDeadlinesInDisorder_eachIsAnsweredThen() {
        serve();
        system.runtime().runGate().shut();
        Submitted first = submit(AMPLE, 0, 0, 0);
        system.runtime().runGate().awaitWaiting(1);
        Submitted ample = submit(AMPLE, 1, 1, 1);
        Submitted late = submit(SHORT.multipliedBy(2), 2, 2, 2);
        Submitted later = submit(SHORT.multipliedBy(3), 3, 3, 3);
        Submitted soon = submit(SHORT, 4, 4, 4);

        assertExpiresAfter(SHORT, soon);
        assertExpiresAfter(SHORT.minusMillis(1), late);
        assertExpiresAfter(SHORT.minusMillis(1), later);
        assertThat(ample.answer()).isNotDone();
        system.runtime().runGate().open();
        first.numbers();
        assertThat(ample.numbers()).containsExactly(2, 2, 2);
    }

    @Test
    void encoding_deadlinePassesInAStep_isAnsweredThenAndTheNextStepIsLeftOut() {
        serve("encode: [{step: hold}, {step: hold}]", "warm-up: 0");
        HeldStep.GATE.shut();
        Submitted late = submit(SHORT, 1, 1, 1);

        HeldStep.GATE.awaitWaiting(1);
        assertExpiresAfter(SHORT, late);
        assertThat(HeldStep.GATE.waiting()).isEqualTo(1);
        HeldStep.GATE.open();
        submit(AMPLE, 1, 1, 1).numbers();
        assertThat(HeldStep.REACHED).hasValue(1 + 2);
        assertThat(system.runtime().batchSizes()).containsExactly(1);
    }

    @Test
    void encoding_givenUpInAStep_leavesTheNextOneOut() {
        serve("encode: [{step: hold}, {step: hold}]", "warm-up: 0");
        HeldStep.GATE.shut();
        Submitted given = submit(AMPLE, 1, 1, 1);
        HeldStep.GATE.awaitWaiting(1);
        given.ticket().cancel(GIVEN_UP);
        HeldStep.GATE.open();

        assertThat(given.problem().code()).isEqualTo(ProblemCode.CANCELLED);
        submit(AMPLE, 1, 1, 1).numbers();
        assertThat(HeldStep.REACHED).hasValue(1 + 2);
    }

    @Test
    void executing_deadlinePasses_isAnsweredThenAndTheRunIsTerminated() {
        serve();
        system.runtime().runGate().shut();
        Submitted late = submit(SHORT, 1, 1, 1);

        system.runtime().runGate().awaitWaiting(1);
        assertExpiresAfter(SHORT, late);
        Await.until(() -> system.runtime().terminations() == 1);
        system.runtime().runGate().open();
        assertThat(submit(AMPLE, 1, 2, 3).numbers()).containsExactly(2, 4, 6);
        assertThat(statistics().executionCount()).isEqualTo(1);
        assertThat(statistics().expired()).isEqualTo(1);
        assertThat(statistics().failure().count()).isEqualTo(1);
    }

    @Test
    void executing_lastOfTheBatchGivenUp_terminatesTheRun() {
        serve();
        system.runtime().runGate().shut();
        Submitted first = submit(AMPLE, 0, 0, 0);
        system.runtime().runGate().awaitWaiting(1);
        Submitted one = submit(AMPLE, 1, 1, 1);
        Submitted other = submit(AMPLE, 2, 2, 2);
        system.runtime().runGate().admit(1);
        first.numbers();
        system.runtime().runGate().awaitWaiting(1);

        one.ticket().cancel(GIVEN_UP);
        assertThat(system.runtime().runGate().waiting()).isEqualTo(1);
        other.ticket().cancel(GIVEN_UP);

        Await.until(() -> system.runtime().terminations() == 1);
        assertThat(system.runtime().batchSizes()).containsExactly(1, 2);
    }

    @Test
    void executing_oneOfTheBatchIsLate_theOtherIsAnswered() {
        serve();
        system.runtime().runGate().shut();
        Submitted first = submit(AMPLE, 0, 0, 0);
        system.runtime().runGate().awaitWaiting(1);
        Submitted late = submit(SHORT, 1, 1, 1);
        Submitted other = submit(AMPLE, 2, 2, 2);
        system.runtime().runGate().admit(1);
        first.numbers();
        system.runtime().runGate().awaitWaiting(1);

        assertExpiresAfter(SHORT, late);
        assertThat(system.runtime().runGate().waiting()).isEqualTo(1);
        system.runtime().runGate().open();
        assertThat(other.numbers()).containsExactly(4, 4, 4);
        assertThat(system.runtime().terminations()).isZero();
        assertThat(system.runtime().batchSizes()).containsExactly(1, 2);
    }

    @Test
    void executing_givenUpInTheFirstOfSeveralParts_leavesTheOthersOut() {
        serve("batch: {max-size: 1}");
        system.runtime().runGate().shut();
        Submitted given = submit(AMPLE, 1, 1, 1, 2, 2, 2, 3, 3, 3);
        system.runtime().runGate().awaitWaiting(1);
        given.ticket().cancel(GIVEN_UP);

        Await.until(() -> system.runtime().terminations() == 1);
        system.runtime().runGate().open();
        submit(AMPLE, 1, 1, 1).numbers();
        assertThat(system.runtime().batchSizes()).containsExactly(1, 1);
    }

    @Test
    void decoding_deadlinePassesInAStep_isAnsweredThenAndTheNextStepIsLeftOut() {
        serve("decode: [{step: hold}, {step: hold}]", "warm-up: 0");
        HeldStep.GATE.shut();
        Submitted late = submit(SHORT, 1, 1, 1);

        HeldStep.GATE.awaitWaiting(1);
        assertExpiresAfter(SHORT, late);
        HeldStep.GATE.open();
        submit(AMPLE, 1, 1, 1).numbers();
        assertThat(HeldStep.REACHED).hasValue(1 + 2);
    }

    @Test
    void decoding_batchMateHoldsTheDecoder_theLateOneIsNotDecoded() {
        serve("decode: [{step: hold}]", "warm-up: 0");
        system.runtime().runGate().shut();
        HeldStep.GATE.shut();
        Submitted first = submit(AMPLE, 0, 0, 0);
        system.runtime().runGate().awaitWaiting(1);
        Submitted mate = submit(AMPLE, 1, 1, 1);
        Submitted late = submit(SHORT, 2, 2, 2);
        system.runtime().runGate().open();
        HeldStep.GATE.awaitWaiting(1);
        HeldStep.GATE.admit(1);
        first.numbers();
        HeldStep.GATE.awaitWaiting(1);

        assertExpiresAfter(SHORT, late);
        HeldStep.GATE.open();
        assertThat(mate.numbers()).containsExactly(2, 2, 2);
        assertThat(HeldStep.REACHED).hasValue(2);
    }
}
