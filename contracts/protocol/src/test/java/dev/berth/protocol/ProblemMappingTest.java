package dev.berth.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCategory;
import dev.berth.core.ProblemCode;
import dev.berth.protocol.json.ByteSink;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemMappingTest {
    @Test
    void codes_ofACategory_haveItsStatuses() {
        for (ProblemCode code : ProblemCode.values()) {
            int status = ProblemMapping.httpStatus(code);
            boolean callersOwn = code.category() == ProblemCategory.CALLER;
            boolean exempt =
                    code == ProblemCode.UNIMPLEMENTED
                            || code == ProblemCode.QUEUE_FULL
                            || code == ProblemCode.QUOTA_EXCEEDED
                            || code == ProblemCode.SESSION_LIMIT_EXCEEDED;
            if (!exempt) {
                assertThat(status < 500).as("%s", code).isEqualTo(callersOwn);
            }
            assertThat(ProblemMapping.grpcStatus(code).number()).isBetween(1, 16);
        }
    }

    @Test
    void problem_written_isRfc9457() {
        var sink = new ByteSink(16);
        ProblemMapping.writeProblem(
                Problem.of(ProblemCode.QUEUE_FULL, "full", "send it later")
                        .withRetryAfter(Duration.ofMillis(1001))
                        .withViolations(List.of(new Problem.FieldViolation("$.a", "1", "2"))),
                sink);
        assertThat(sink)
                .hasToString(
                        "{\"type\":\"urn:berth:problem:queue-full\",\"title\":\"Queue full\","
                                + "\"status\":429,\"detail\":\"full\",\"code\":\"queue-full\","
                                + "\"remedy\":\"send it later\",\"errors\":[{\"path\":\"$.a\","
                                + "\"actual\":\"1\",\"expected\":\"2\"}],\"retryAfter\":2,"
                                + "\"error\":\"queue-full: full; send it later\"}");
    }

    @Test
    void error_written_isTheProtocolsForm() {
        var sink = new ByteSink(16);
        ProblemMapping.writeError(Problem.of(ProblemCode.MODEL_NOT_FOUND, "a", "b"), sink);
        assertThat(sink).hasToString("{\"error\":\"model-not-found: a; b\"}");
    }
}
