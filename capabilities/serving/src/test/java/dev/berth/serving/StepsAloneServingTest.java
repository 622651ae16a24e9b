package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages whose encoder is all of them.
class StepsAloneServingTest {
    private static final String BATCHED =
            """
            summary: Doubles numbers
            signature:
              batch: N
              inputs:
                - {name: x, type: int64, shape: [N], meaning: a number, example: 3}
              outputs:
                - {name: y, type: int64, shape: [N], meaning: its double}
            encode:
              - {step: cel, expression: "10 / x * 2", into: y}
            """;

    private final FakeSystem system;

    StepsAloneServingTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    private ModelServer open(String description) {
        write(description);
        return system.open();
    }

    private void write(String description) {
        system.files().write("models/double/1/model.yaml", description);
    }

    private static List<Object> doubled(ModelServer serving, long... numbers) {
        List<Map<String, Long>> records = new ArrayList<>();
        for (long number : numbers) {
            records.add(Map.of("x", number));
        }
        return Model.of(serving, new ModelName("double"), Optional.empty())
                .predictAll(records)
                .stream()
                .map(answer -> answer.get("y"))
                .toList();
    }

    @Test
    void records_ofSeveralCallers_areEachAnswered() throws Exception {
        try (ModelServer serving = open(BATCHED);
                ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<Future<List<Object>>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(callers.submit(() -> doubled(serving, 1, 2, 5)));
            }
            for (Future<List<Object>> answer : answers) {
                assertThat(answer.get()).containsExactly(20L, 10L, 4L);
            }
            Await.until(() -> serving.pool().blocksInUse() == 0);
            assertThat(system.runtime().loads()).isZero();
        }
    }

    @Test
    void record_thatAStepCannotTake_failsAlone() throws Exception {
        try (ModelServer serving = open(BATCHED)) {
            ProblemException failure =
                    Assertions.catchThrowableOfType(
                            ProblemException.class, () -> doubled(serving, 0));
            assertThat(failure.problem().code()).isEqualTo(ProblemCode.PIPELINE_STEP_FAILED);
            assertThat(doubled(serving, 10)).containsExactly(2L);
            Await.until(() -> serving.pool().blocksInUse() == 0);
        }
    }

    @Test
    void package_withoutBatches_takesOneRecordAtATime() throws Exception {
        try (ModelServer serving = open(BATCHED.replace("  batch: N\n", "").replace("[N]", "[]"))) {
            assertThat(doubled(serving, 5)).containsExactly(4L);
            Await.until(() -> serving.pool().blocksInUse() == 0);
        }
    }

    @Test
    void check_ofGoodSteps_isClean() throws Exception {
        write(BATCHED);
        assertThat(SystemCheck.run(system.directory(), system.options()).errors()).isEmpty();
    }

    @Test
    void check_ofAnOutputThatNoStepPuts_saysWhatIsThere() throws Exception {
        write(BATCHED.replace("name: y", "name: z"));
        assertThat(SystemCheck.run(system.directory(), system.options()).errors())
                .singleElement()
                .satisfies(
                        error -> {
                            assertThat(error.found()).contains("output 'z'");
                            assertThat(error.remedy())
                                    .contains("a step of encode", "artifacts.model", "x, y");
                        });
    }
}
