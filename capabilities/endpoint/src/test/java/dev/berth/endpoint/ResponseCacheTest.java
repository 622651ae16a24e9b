package dev.berth.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.serving.request.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers that are kept and given again.
final class ResponseCacheTest {
    private static final String CACHED =
            """
            steps: {it: {model: small}}
            cache: {max-bytes: 1MiB, ttl: 1h}
            """;

    private static final Map<String, Object> RECORD = Map.of("x", 2, "text", "two");

    @TempDir private Path directory;

    private EndpointSystem system;

    @BeforeEach
    void writeModels() {
        system = new EndpointSystem(directory);
        system.scores("small", 3).scores("large", 100);
    }

    @AfterEach
    void close() {
        system.closeWithNothingLeft();
    }

    private int runs() {
        return system.runtime().runs().size();
    }

    private List<String> annotations(String endpoint, Map<String, Object> record) {
        try (Prediction answer = system.send(endpoint, record).await()) {
            return answer.annotations();
        }
    }

    @Test
    void record_thatComesAgain_isAnsweredByWhatWasKept() {
        system.endpoint("e", CACHED).open();
        int before = runs();
        Map<String, Object> first = system.predict("e", RECORD);
        assertThat(system.predict("e", RECORD)).isEqualTo(first);
        assertThat(annotations("e", RECORD)).containsExactly("cached:e");
        assertThat(runs()).isEqualTo(before + 1);
        assertThat(system.predict("e", Map.of("x", 3, "text", "two"))).containsEntry("score", 9f);
        assertThat(runs()).isEqualTo(before + 2);
        assertThat(system.events()).containsExactly("MISS", "HIT", "HIT", "MISS");
    }

    @Test
    void guard_onTheInput_isAskedForKeptAnswersAsWell() {
        system.endpoint(
                        "e",
                        CACHED
                                + """
                                guards:
                                  big: {on: input, when: input.x > 5.0, replace: {x: 5.0}}
                                  low: {on: output, clamp: {score: {max: 10}}}
                                """)
                .open();
        assertThat(system.predict("e", Map.of("x", 7))).containsEntry("score", 10f);
        // Another record, and the same after the guard.
        assertThat(annotations("e", Map.of("x", 8)))
                .containsExactlyInAnyOrder("guard:big", "guard:low", "cached:e");
        assertThat(system.events())
                .containsExactly("activated big", "MISS", "activated low", "activated big", "HIT");
    }

    @Test
    void model_thatChanges_leavesNothingKept() {
        system.endpoint("e", CACHED)
                .endpoint(
                        "outer", "steps: {it: {endpoint: e}}\ncache: {max-bytes: 1MiB, ttl: 1h}\n")
                .open();
        assertThat(system.predict("outer", RECORD)).containsEntry("score", 6f);
        // The same signature, other answers.
        system.scores("small", 4);
        system.serving().refresh().join();
        assertThat(system.predict("e", RECORD)).containsEntry("score", 8f);
        assertThat(system.predict("outer", RECORD)).containsEntry("score", 8f);
    }

    @Test
    void modelOfAnEndpointThatIsCalled_thatChanges_leavesNothingKept() {
        system.endpoint("inner", "steps: {it: {model: small}}\n")
                .endpoint(
                        "e", "steps: {it: {endpoint: inner}}\ncache: {max-bytes: 1MiB, ttl: 1h}\n")
                .open();
        assertThat(system.predict("e", RECORD)).containsEntry("score", 6f);
        system.scores("small", 4);
        system.serving().refresh().join();
        assertThat(system.predict("e", RECORD)).containsEntry("score", 8f);
    }

    @Test
    void model_thatStays_keepsWhatWasKeptWhileAnotherChanges() {
        system.endpoint("e", CACHED).open();
        var _ = system.predict("e", RECORD);
        system.scores("large", 7);
        system.serving().refresh().join();
        assertThat(annotations("e", RECORD)).containsExactly("cached:e");
    }

    @Test
    void answer_ofALaterVersion_isNotThatOfTheEarlier() {
        system.endpoint("e", CACHED).open();
        assertThat(system.predict("e", RECORD)).containsEntry("score", 6f);
        system.model(
                "small",
                "2",
                "inputs: x float32 [N]; text string [N]\noutputs: score float32 [N]; label string [N]\nmultiply: 5\n",
                EndpointSystem.SCORES);
        system.serving().refresh().join();
        assertThat(system.predict("e", RECORD)).containsEntry("score", 10f);
    }

    @Test
    void equalRecords_atTheSameTime_areAnsweredByOneRun() {
        system.endpoint("e", CACHED).open();
        int before = runs();
        system.runtime().runGate().shut();
        List<EndpointSystem.Sent> sent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            sent.add(system.send("e", RECORD));
        }
        system.runtime().runGate().open();
        for (EndpointSystem.Sent one : sent) {
            try (Prediction answer = one.await()) {
                assertThat(answer.outputs().require("score").number(0)).isEqualTo(6);
            }
        }
        assertThat(runs()).isEqualTo(before + 1);
        assertThat(system.events()).hasSize(10).contains("MISS").contains("COALESCED");
    }

    @Test
    void firstOfEqualRecords_givenUp_leavesTheOthersToAnswerThemselves() {
        system.endpoint("e", CACHED).open();
        system.runtime().runGate().shut();
        EndpointSystem.Sent first = system.send("e", RECORD);
        EndpointSystem.Sent second = system.send("e", RECORD);
        first.ticket().cancel(Problem.of(ProblemCode.CANCELLED, "gone", "come back"));
        system.runtime().runGate().open();
        assertThatThrownBy(() -> first.answer().join())
                .hasRootCauseInstanceOf(ProblemException.class);
        try (Prediction answer = second.await()) {
            assertThat(answer.outputs().require("score").number(0)).isEqualTo(6);
        }
    }

    @Test
    void failure_isNotKept() {
        system.endpoint("e", CACHED).open();
        system.runtime()
                .failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "no power", "plug it in"));
        assertThatThrownBy(() -> system.predict("e", RECORD)).hasMessageContaining("no power");
        assertThat(system.predict("e", RECORD)).containsEntry("score", 6f);
    }

    @Test
    void variants_haveAnswersOfTheirOwn() {
        system.endpoint(
                        "e",
                        """
                        inputs: [{name: user, type: string, meaning: who asks}]
                        steps: {it: {model: small}}
                        cache: {max-bytes: 1MiB, ttl: 1h}
                        traffic:
                          sticky-by: input.user
                          variants:
                            stable: {weight: 1}
                            fresh: {weight: 1, replace: {small: large}}
                        """)
                .open();
        for (int round = 0; round < 2; round++) {
            for (int user = 0; user < 50; user++) {
                Map<String, Object> record = Map.of("x", 2, "user", "u" + user);
                List<String> annotations = annotations("e", record);
                assertThat(system.predict("e", record))
                        .containsEntry("score", annotations.contains("variant:fresh") ? 200f : 6f);
            }
        }
    }

    @Test
    void cache_ofWhatIsNotDeterministic_isAnError() {
        system.endpoint("own", CACHED + "deterministic: false\n")
                .endpoint("dice", "steps: {it: {model: small}}\ndeterministic: false\n")
                .endpoint("between", "steps: {it: {endpoint: dice}}\n")
                .endpoint(
                        "nested",
                        "steps: {it: {endpoint: between}}\ncache: {max-bytes: 1MiB, ttl: 1h}\n")
                .open();
        assertThat(system.errors("own")).singleElement().asString().contains("not deterministic");
        assertThat(system.errors("nested"))
                .singleElement()
                .asString()
                .contains("a cache over step 'it', which calls endpoint between");
        assertThat(system.errors("dice")).isEmpty();
    }

    @Test
    void cache_withoutRoomOrTime_isAnError() {
        system.endpoint("e", "steps: {it: {model: small}}\ncache: {max-bytes: 0MiB, ttl: 0s}\n")
                .open();
        assertThat(system.errors("e")).hasSize(2).allMatch(text -> text.contains("nothing"));
    }
}
