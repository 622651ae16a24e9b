package dev.berth.server.telemetry;

import static dev.berth.serving.request.Timings.NOT_REACHED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.serving.request.Timings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestStageTest {
    /// A request that arrived at 100.
    private static CompletedRequest call(
            long nanos,
            @Nullable ProblemCode problem,
            long failedNanos,
            @Nullable Timings timings) {
        var info =
                new RequestInfo(
                        "POST",
                        "/p",
                        "/p",
                        "r",
                        100,
                        null,
                        null,
                        "",
                        RequestInfo.Purpose.PREDICTION);
        return new CompletedRequest(info, null, 200, 0, nanos, problem, failedNanos, timings);
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
        assertThat(RequestStage.of(call(200, null, 0, timings)))
                .containsExactly(
                        new RequestStage("read", 100, 110),
                        new RequestStage("queue", 110, 130),
                        new RequestStage("encode", 130, 160),
                        new RequestStage("batch", 160, 200),
                        new RequestStage("execute", 200, 250),
                        new RequestStage("batch", 250, 260),
                        new RequestStage("decode", 260, 280),
                        new RequestStage("write", 280, 300));
    }

    @Test
    void answered_withoutEncoderAndDecoder_leavesThemOut() {
        var timings = timings(110, 130, 130, 130, 250, NOT_REACHED, NOT_REACHED);
        assertThat(RequestStage.of(call(200, null, 0, timings)))
                .containsExactly(
                        new RequestStage("read", 100, 110),
                        new RequestStage("queue", 110, 130),
                        new RequestStage("execute", 130, 250),
                        new RequestStage("write", 250, 300));
    }

    @Test
    void failed_inTheEncoder_endsThere() {
        var timings =
                timings(110, 130, NOT_REACHED, NOT_REACHED, NOT_REACHED, NOT_REACHED, NOT_REACHED);
        assertThat(RequestStage.of(call(200, ProblemCode.PIPELINE_STEP_FAILED, 290, timings)))
                .containsExactly(
                        new RequestStage("read", 100, 110),
                        new RequestStage("queue", 110, 130),
                        new RequestStage("encode", 130, 290),
                        new RequestStage("write", 290, 300));
    }

    @Test
    void givenUp_whileItWasExecuted_endsWhenItWasGivenUp() {
        // The executor went on, and noted so.
        var timings = timings(110, 130, 130, 130, 900, 910, NOT_REACHED);
        assertThat(RequestStage.of(call(200, ProblemCode.CANCELLED, 290, timings)))
                .containsExactly(
                        new RequestStage("read", 100, 110),
                        new RequestStage("queue", 110, 130),
                        new RequestStage("execute", 130, 290),
                        new RequestStage("write", 290, 300));
    }

    @Test
    void refused_beforeServingSawIt_wasRead() {
        assertThat(RequestStage.of(call(200, ProblemCode.MODEL_NOT_FOUND, 290, null)))
                .isEqualTo(
                        List.of(
                                new RequestStage("read", 100, 290),
                                new RequestStage("write", 290, 300)));
    }
}
