package dev.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.RemoteName;
import dev.berth.core.endpoint.Callee;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteProblemsTest {
    private static final Callee.Remote CALLEE =
            new Callee.Remote(new RemoteName("far"), ModelName.of("churn"), Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "SERVER_UNREACHABLE, no answer from 10.1.2.3:8080: Connection refused: /10.1.2.3:8080",
        "SERVER_UNREACHABLE, no server for churn: models.internal:8443 is ejected",
        "SERVER_UNREACHABLE, no answer from [fd00::5]:8080: reset",
        "DEADLINE_EXCEEDED, 'no answer of churn within 50 ms, called [10.1.2.3:8080]'",
        "INTERNAL_ERROR, models.internal:8443 answered with what cannot be read: no JSON",
        "MODEL_NOT_FOUND, models.internal:80 answered 404: no such page",
        "QUEUE_FULL, 10.1.2.3:80 ended the call with status 8"
    })
    void translate_addresses_namesTheRemoteInstead(ProblemCode code, String message) {
        Problem translated =
                RemoteProblems.translate(Problem.of(code, message, "look there"), CALLEE);

        assertThat(translated.code()).isEqualTo(code);
        assertThat(translated.message()).startsWith("far/churn ");
        assertThat(translated.toString()).doesNotContain("10.1", "internal:", "fd00");
    }

    @Test
    void translate_problemOfTheRequest_isPassedOn() {
        Problem original =
                Problem.of(ProblemCode.RECORD_INVALID, "age is 12:30 (expected: a number)", "fix");

        assertThat(RemoteProblems.translate(original, CALLEE)).isSameAs(original);
    }
}
