package dev.berth.server.observe;

import static dev.berth.serving.Timings.NOT_REACHED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.serving.Timings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StageTest {
    /// A request that arrived at 100.
    private static Call call(
            long nanos,
            @Nullable ProblemCode problem,
            long failedNanos,
            @Nullable Timings timings) {
        var asked =
                new Asked("POST", "/p", "/p", "r", 100, null, null, "", Asked.Purpose.PREDICTION);
        return new Call(asked, null, 200, 0, nanos, problem, failedNanos, timings);
    }

    private static Timings timings(
            long submitted,
            long taken,
            long encoded,
            long executing,
            long executed,
            long decoding,
            long decoded) {
        return new Timings(
                submitted, taken, encoded, executing, executed, decoding, decoded, 1, 1, 1);
    }

    @Test
    void answered_withEncoderAndDecoderInABatch_hasEveryStage() {
        var timings = timings(110, 130, 160, 200, 250, 260, 280);
        assertThat(Stage.of(call(200, null, 0, timings)))
                .containsExactly(
                        new Stage("read", 100, 110),
                        new Stage("queue", 110, 130),
                        new Stage("encode", 130, 160),
                        new Stage("batch", 160, 200),
                        new Stage("execute", 200, 250),
                        new Stage("batch", 250, 260),
                        new Stage("decode", 260, 280),
                        new Stage("write", 280, 300));
    }

    @Test
    void answered_withoutEncoderAndDecoder_leavesThemOut() {
        var timings = timings(110, 130, 130, 130, 250, NOT_REACHED, NOT_REACHED);
        assertThat(Stage.of(call(200, null, 0, timings)))
                .containsExactly(
                        new Stage("read", 100, 110),
                        new Stage("queue", 110, 130),
                        new Stage("execute", 130, 250),
                        new Stage("write", 250, 300));
    }

    @Test
    void failed_inTheEncoder_endsThere() {
        var timings =
                timings(110, 130, NOT_REACHED, NOT_REACHED, NOT_REACHED, NOT_REACHED, NOT_REACHED);
        assertThat(Stage.of(call(200, ProblemCode.STEP_FAILED, 290, timings)))
                .containsExactly(
                        new Stage("read", 100, 110),
                        new Stage("queue", 110, 130),
                        new Stage("encode", 130, 290),
                        new Stage("write", 290, 300));
    }

    @Test
    void givenUp_whileItWasExecuted_endsWhenItWasGivenUp() {
        // The executor went on, and noted so.
        var timings = timings(110, 130, 130, 130, 900, 910, NOT_REACHED);
        assertThat(Stage.of(call(200, ProblemCode.CANCELLED, 290, timings)))
                .containsExactly(
                        new Stage("read", 100, 110),
                        new Stage("queue", 110, 130),
                        new Stage("execute", 130, 290),
                        new Stage("write", 290, 300));
    }

    @Test
    void refused_beforeServingSawIt_wasRead() {
        assertThat(Stage.of(call(200, ProblemCode.MODEL_NOT_FOUND, 290, null)))
                .isEqualTo(List.of(new Stage("read", 100, 290), new Stage("write", 290, 300)));
    }
}
