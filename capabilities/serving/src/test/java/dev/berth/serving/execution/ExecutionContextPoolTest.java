package dev.berth.serving.execution;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutionContextPoolTest {
    private final ProblemException noMemory =
            new ProblemException(ProblemCode.INFERENCE_FAILED, "no memory", "add some");

    private final Artifact artifact = new Artifact();
    private final ExecutionContextPool executions = new ExecutionContextPool(artifact, List.of());

    @Test
    void borrow_othersAreInUse_opensFurtherOnesAndReusesThemLater() {
        ExecutionContext first = executions.borrow();
        ExecutionContext second = executions.borrow();
        assertThat(second).isNotSameAs(first);
        executions.giveBack(first);
        assertThat(executions.borrow()).isSameAs(first);
        assertThat(artifact.opened).hasSize(2);
    }

    @Test
    void borrow_nothingCanBeOpened_leavesNothingBorrowed() throws InterruptedException {
        artifact.opensNone = true;
        assertThatThrownBy(executions::borrow).isSameAs(noMemory);
        executions.closeAll();
    }

    @Test
    void closeAll_severalOpen_closesEach() throws InterruptedException {
        ExecutionContext first = executions.borrow();
        executions.giveBack(executions.borrow());
        executions.giveBack(first);
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
        private boolean opensNone;

        @Override
        public ExecutionContext openExecution() {
            if (opensNone) {
                throw noMemory;
            }
            var fake = new Fake();
            opened.add(fake);
            return fake;
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
