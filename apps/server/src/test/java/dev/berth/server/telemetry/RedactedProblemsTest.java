package dev.berth.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactedProblemsTest {
    @ParameterizedTest
    @CsvSource({
        "ONLINE_STORE_UNAVAILABLE, Redis at store.internal:6379/0 cannot be reached: refused",
        "ONLINE_STORE_UNAVAILABLE, Redis at rediss://store.internal cannot be reached: store.internal",
        "STATE_UNAVAILABLE, the state at postgresql://store.internal:5432/berth cannot be used",
        "SOURCE_UNAVAILABLE, no broker at 10.1.2.3:9092",
        "SERVER_UNREACHABLE, no answer from 10.1.2.3:8080: reset"
    })
    void told_whereAStoreOrServerIs_isLeftToTheLog(ProblemCode code, String message) {
        Problem redacted =
                RedactedProblems.redact(Problem.of(code, message, "start it"), "request");

        assertThat(redacted.code()).isEqualTo(code);
        assertThat(redacted.toString()).doesNotContain("internal", "10.1.2.3");
        assertThat(redacted.remedy()).contains("the server's log");
    }

    @ParameterizedTest
    @CsvSource({
        "ONLINE_STORE_UNAVAILABLE, another process has the store open",
        "RECORD_INVALID, departure is 12:30 (expected: a number)",
        "SERVER_UNREACHABLE, step 'far': there/tenfold does not answer"
    })
    void told_withoutAnAddress_isAsItWas(ProblemCode code, String message) {
        Problem problem = Problem.of(code, message, "mend it");

        assertThat(RedactedProblems.redact(problem, "request")).isSameAs(problem);
    }

    @Test
    void told_retryAfter_isKept() {
        Problem problem =
                Problem.of(ProblemCode.ONLINE_STORE_UNAVAILABLE, "Redis at a:6379 is busy", "wait")
                        .withRetryAfter(java.time.Duration.ofSeconds(3));

        assertThat(RedactedProblems.redact(problem, "r").retryAfter())
                .isEqualTo(problem.retryAfter());
    }
}
