package dev.berth.features.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SparkFormatTest {
    private static SpineFiles spine(String path) {
        return new SpineFiles(path, "at", ZoneOffset.UTC);
    }

    private static Problem problem(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void ofPath_knownEnding_isItsFormat() {
        assertThat(spine("s3a://bucket/a.parquet/").format()).isEqualTo(SparkFormat.PARQUET);
        assertThat(spine("a.csv").format()).isEqualTo(SparkFormat.CSV);
        assertThat(spine("a.ndjson").format()).isEqualTo(SparkFormat.JSON);
    }

    @Test
    void ofPath_endingOfAFormatThatSparkLacks_isAProblem() {
        Problem problem = problem(() -> spine("a.arrow"));
        assertThat(problem.code()).isEqualTo(ProblemCode.USAGE);
        assertThat(problem.message())
                .isEqualTo("the path a.arrow (expected: an ending of .parquet, .csv or .jsonl)");
        assertThat(
                        problem(() -> new SparkJoinRequest(spine("a.csv"), List.of(), "b.jsonl"))
                                .message())
                .isEqualTo("the path b.jsonl (expected: an ending of .parquet or .csv)");
    }
}
