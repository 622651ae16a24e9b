package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.MemoryUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExecutionContextPoolTest {
    /// Lone runs of one way before it is the other's turn.
    private static final int TURN = 24;

    private final ProblemException noMemory =
            new ProblemException(ProblemCode.INFERENCE_FAILED, "no memory", "add some");

    private final Artifact artifact = new Artifact();
    private boolean othersRun;
    private final ExecutionContextPool executions =
            new ExecutionContextPool(artifact, List.of(), () -> othersRun);

    private ExecutionContextPool.Borrowed borrow() {
        return executions.borrow(1, RequestPriority.FOREGROUND);
    }

    private void giveBack(ExecutionContextPool.Borrowed back) {
        executions.giveBack(back, 1);
    }

    /// Whether runs were spread, turn after turn, each of which is all of one way.
    private List<Boolean> turns(int count) {
        List<Boolean> ways = new ArrayList<>();
        for (int turn = 0; turn < count; turn++) {
            Set<Boolean> found = new HashSet<>();
            for (int i = 0; i < TURN; i++) {
                ExecutionContextPool.Borrowed one = borrow();
                assertThat(one.execution().equals(artifact.opened.getFirst()))
                        .isEqualTo(one.isSpread());
                found.add(one.isSpread());
                giveBack(one);
            }
            assertThat(found).hasSize(1);
            ways.addAll(found);
        }
        return ways;
    }

    @Test
    void giveBack_runsThatFailed_sayNothingOfTheTime() {
        artifact.spreads = true;
        for (int i = 0; i < 20 * TURN; i++) {
            executions.giveBack(borrow(), 0);
        }
        // Still by turns, as nothing was measured.
        assertThat(turns(2)).containsExactly(true, false);
    }

    @Test
    void borrow_noOtherUnderWay_triesSpreadAndOneThreadByTurns() {
        artifact.spreads = true;
        assertThat(turns(4)).containsExactly(true, false, true, false);
        assertThat(artifact.spreadAsked).isEqualTo(1);
        assertThat(artifact.opened).hasSize(2);
    }

    @Test
    void borrow_anotherUnderWay_isOneThread() {
        artifact.spreads = true;
        ExecutionContextPool.Borrowed alone = borrow();
        ExecutionContextPool.Borrowed besides = borrow();
        giveBack(alone);
        ExecutionContextPool.Borrowed third = borrow();
        assertThat(alone.isSpread()).isTrue();
        assertThat(besides.isSpread()).isFalse();
        assertThat(third.isSpread()).isFalse();
        assertThat(besides.execution()).isNotSameAs(third.execution());
    }

    @Test
    void borrow_inTheBackground_isOneThreadAndNotCountedWithTheOthers() {
        artifact.spreads = true;
        ExecutionContextPool.Borrowed background = executions.borrow(1, RequestPriority.BACKGROUND);
        ExecutionContextPool.Borrowed alone = borrow();
        giveBack(background);
        ExecutionContextPool.Borrowed besides = executions.borrow(1, RequestPriority.BACKGROUND);
        giveBack(alone);
        giveBack(besides);
        assertThat(background.isSpread()).isFalse();
        assertThat(alone.isSpread()).isTrue();
        assertThat(besides.execution()).isSameAs(background.execution());
    }

    @Test
    void borrow_otherArtifactsRun_isOneThreadAndSaysNothingOfTheTime() {
        artifact.spreads = true;
        assertThat(turns(1)).containsExactly(true);
        othersRun = true;
        for (int i = 0; i < 20 * TURN; i++) {
            ExecutionContextPool.Borrowed besides = borrow();
            assertThat(besides.isSpread()).isFalse();
            giveBack(besides);
        }
        othersRun = false;
        // Still by turns: only the first counted.
        assertThat(turns(2)).containsExactly(false, true);
    }

    @Test
    void borrow_artifactDoesNotSpread_isAskedOnceAndKeepsWhatIsOpen() {
        ExecutionContextPool.Borrowed first = borrow();
        giveBack(first);
        assertThat(borrow().execution()).isSameAs(first.execution());
        assertThat(artifact.spreadAsked).isEqualTo(1);
        assertThat(artifact.opened).hasSize(1);
    }

    @Test
    void borrow_spreadCannotBeHad_goesOnWithOneThread() {
        artifact.failure = Optional.of(noMemory);
        ExecutionContextPool.Borrowed first = borrow();
        giveBack(first);
        assertThat(borrow().execution()).isSameAs(first.execution());
    }

    @Test
    void borrow_nothingCanBeOpened_leavesNothingBorrowed() throws InterruptedException {
        artifact.failure = Optional.of(noMemory);
        artifact.opensNone = true;
        assertThatThrownBy(this::borrow).isSameAs(noMemory);
        executions.closeAll();
    }

    @Test
    void closeAll_spreadAndOthers_closesEach() throws InterruptedException {
        artifact.spreads = true;
        ExecutionContextPool.Borrowed alone = borrow();
        giveBack(borrow());
        giveBack(alone);
        executions.closeAll();
        assertThat(artifact.opened).hasSize(2).allMatch(Fake::isClosed);
    }

    private static final class Fake implements ExecutionContext {
        private boolean closed;

        boolean isClosed() {
            return closed;
        }

        @Override
        public List<Tensor> run(List<Tensor> inputs) {
            return List.of();
        }

        @Override
        public void close() {
            assertThat(closed).isFalse();
            closed = true;
        }
    }

    private final class Artifact implements LoadedArtifact {
        private final List<Fake> opened = new ArrayList<>();
        private boolean spreads;
        private boolean opensNone;
        private Optional<ProblemException> failure = Optional.empty();
        private int spreadAsked;

        private Fake open() {
            var fake = new Fake();
            opened.add(fake);
            return fake;
        }

        @Override
        public ExecutionContext openExecution() {
            if (opensNone) {
                throw noMemory;
            }
            return open();
        }

        @Override
        public Optional<ExecutionContext> openSpreadExecution(List<TensorSpec> optional) {
            spreadAsked++;
            failure.ifPresent(
                    problem -> {
                        throw problem;
                    });
            return spreads ? Optional.of(open()) : Optional.empty();
        }

        @Override
        public List<TensorSpec> inputs() {
            return List.of();
        }

        @Override
        public List<TensorSpec> outputs() {
            return List.of();
        }

        @Override
        public int executors() {
            return 2;
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public MemoryUse memory() {
            return MemoryUse.NONE;
        }

        @Override
        public void close() {}
    }
}
