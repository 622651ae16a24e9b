package dev.berth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
    private static final Problem FULL =
            Problem.of(ProblemCode.QUEUE_FULL, "256 rows wait", "try again later");

    @Test
    void sentence_withRemedy_joinsBoth() {
        assertThat(FULL.sentence()).isEqualTo("256 rows wait; try again later");
    }

    @Test
    void sentence_withoutRemedy_isTheMessage() {
        assertThat(Problem.of(ProblemCode.INTERNAL_ERROR, "lost", "").sentence()).isEqualTo("lost");
    }

    @Test
    void toString_anyProblem_beginsWithTheCode() {
        assertThat(FULL).hasToString("queue-full: 256 rows wait; try again later");
    }

    @Test
    void withViolations_listChangedLater_keepsWhatItGot() {
        List<Problem.FieldViolation> violations = new ArrayList<>();
        Problem problem = FULL.withViolations(violations);
        violations.add(new Problem.FieldViolation("$.a", "1", "text"));
        assertThat(problem.violations()).isEmpty();
    }

    @Test
    void withRetryAfter_keepsTheViolations() {
        var violation = new Problem.FieldViolation("$.a", "1", "text");
        assertThat(
                        FULL.withViolations(List.of(violation))
                                .withRetryAfter(Duration.ofSeconds(1))
                                .violations())
                .containsExactly(violation);
    }

    @Test
    void violation_any_namesPathActualAndExpected() {
        assertThat(new Problem.FieldViolation("$.age", "-1", "at least 0"))
                .hasToString("$.age: -1 (expected: at least 0)");
    }

    @Test
    void asException_ofTheCaller_hasNoStackTrace() {
        var exception = Problem.of(ProblemCode.INPUT_MISSING, "m", "r").asException();
        assertThat(exception.getStackTrace()).isEmpty();
    }

    @Test
    void asException_internal_hasAStackTrace() {
        var exception = Problem.of(ProblemCode.INTERNAL_ERROR, "m", "r").asException();
        assertThat(exception.getStackTrace()).isNotEmpty();
    }

    @Test
    void asException_anyProblem_carriesIt() {
        assertThat(FULL.asException().problem()).isEqualTo(FULL);
    }

    @ParameterizedTest
    @EnumSource(ProblemCode.class)
    void code_everyConstant_isLowerCaseWithHyphens(ProblemCode code) {
        assertThat(code.code()).matches("[a-z]+(-[a-z]+)*");
    }

    @Test
    void code_allConstants_areDistinct() {
        assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::code))
                .doesNotHaveDuplicates();
    }
}
