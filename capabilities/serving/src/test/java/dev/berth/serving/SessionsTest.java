package dev.berth.serving;

import static dev.berth.serving.RecurrentSystem.assertProblem;
import static dev.berth.serving.RecurrentSystem.first;
import static dev.berth.serving.RecurrentSystem.further;
import static dev.berth.serving.RecurrentSystem.last;
import static dev.berth.serving.RecurrentSystem.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.SessionPosition;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.FakeSystem.Submitted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions of a recurrent model.
class SessionsTest {
    private static final float[] A = {1, 0, 0, 0};
    private static final float[] B = {0, 1, 0, 0};

    /// Of the interleaved sessions, those that are compared; `-Dberth.sessions.every=1` for all.
    private static final int ALONE_EVERY = Integer.getInteger("berth.sessions.every", 7);

    private final RecurrentSystem system;

    SessionsTest(@TempDir Path directory) {
        system = new RecurrentSystem(directory).write("1", 7, "");
    }

    @Test
    void submit_requestsOfASession_theStateGoesFromOneToTheNext() {
        try (ModelServer serving = system.open()) {
            float[] one = submit(serving, first("s"), A).numbers();
            float[] two = submit(serving, further("s"), A).numbers();
            float[] anew = submit(serving, first("s"), A).numbers();
            float[] other = submit(serving, first("t"), B).numbers();

            assertThat(two).isNotEqualTo(one);
            assertThat(anew).isEqualTo(one);
            assertThat(other).isNotEqualTo(one);
            assertThat(serving.sessions())
                    .singleElement()
                    .satisfies(
                            status -> {
                                assertThat(status.open()).isEqualTo(2);
                                assertThat(status.stateBytes()).isEqualTo(2 * 64 * 4);
                            });
        }
    }

    @Test
    void submit_lastRequest_endsTheSession() {
        TensorPool pool;
        try (ModelServer serving = system.open()) {
            submit(serving, first("s"), A).numbers();
            submit(serving, last("s"), A).numbers();

            assertProblem(
                    () -> submit(serving, further("s"), A).numbers(),
                    ProblemCode.SESSION_UNKNOWN,
                    "model gru@1 has no session 's'",
                    "begin anew with sequence_start");
            assertThat(serving.sessions().getFirst().open()).isZero();
            pool = serving.pool();
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void submit_withoutSession_isRefused() {
        try (ModelServer serving = system.open()) {
            assertProblem(
                    () -> submit(serving, (SessionPosition) null, A).numbers(),
                    ProblemCode.SESSION_INVALID,
                    "sequence_id");
            assertProblem(
                    () -> submit(serving, first("s"), 1, 2, 3, 4, 5, 6, 7, 8).numbers(),
                    ProblemCode.SESSION_INVALID,
                    "2 records",
                    "one record in each request");
            assertThat(serving.sessions().getFirst().open()).isZero();
        }
    }

    @Test
    void model_recordsOfASession_areOfOneSessionWithTensors() {
        try (ModelServer serving = system.open()) {
            Model model = Model.of(serving, RecurrentSystem.GRU, Optional.empty());
            Map<String, Object> record = Map.of("x", List.of(1, 0, 0, 0));
            Object one = model.predict(record, first("r")).get("y");
            Object two = model.predict(record, further("r")).get("y");

            assertThat(one).isEqualTo(list(submit(serving, first("t"), A).numbers()));
            assertThat(two).isEqualTo(list(submit(serving, further("t"), A).numbers()));
        }
    }

    private static List<Float> list(float... numbers) {
        return List.of(numbers[0], numbers[1], numbers[2]);
    }

    @Test
    void submit_pipelinedRequests_areExecutedInTheirOrder() {
        try (ModelServer serving = system.open()) {
            List<float[]> oneByOne = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                oneByOne.add(
                        submit(serving, new SessionPosition("a", i == 0, i == 39), i, 1, -i, 2)
                                .numbers());
            }
            List<Submitted> pipelined = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                pipelined.add(
                        submit(serving, new SessionPosition("b", i == 0, i == 39), i, 1, -i, 2));
            }

            for (int i = 0; i < 40; i++) {
                assertThat(pipelined.get(i).numbers()).isEqualTo(oneByOne.get(i));
            }
            assertThat(serving.sessions().getFirst().open()).isZero();
        }
    }

    @Test
    void submit_tenThousandInterleavedSessions_eachAnswersAsAlone() {
        int sessions = 10_000;
        int steps = 3;
        TensorPool pool;
        try (ModelServer serving = system.open()) {
            var random = new Random(11);
            float[][][] sent = new float[sessions][steps][4];
            for (float[][] session : sent) {
                for (float[] x : session) {
                    for (int i = 0; i < x.length; i++) {
                        x[i] = (float) random.nextGaussian();
                    }
                }
            }
            float[][][] interleaved = new float[sessions][steps][];
            for (int step = 0; step < steps; step++) {
                for (int from = 0; from < sessions; from += 100) {
                    List<Submitted> wave = new ArrayList<>();
                    for (int s = from; s < from + 100; s++) {
                        var position = new SessionPosition("s" + s, step == 0, false);
                        wave.add(submit(serving, position, sent[s][step]));
                    }
                    for (int s = from; s < from + 100; s++) {
                        interleaved[s][step] = wave.get(s - from).numbers();
                    }
                }
            }
            assertThat(serving.sessions().getFirst().open()).isEqualTo(sessions);
            assertThat(serving.sessions().getFirst().stateBytes())
                    .isEqualTo((long) sessions * 64 * 4);
            // The store is full, and the session that follows takes the place of this one.
            submit(serving, last("s0"), sent[0][0]).numbers();
            for (int s = 0; s < sessions; s += ALONE_EVERY) {
                List<Submitted> alone = new ArrayList<>();
                for (int step = 0; step < steps; step++) {
                    var position = new SessionPosition("alone", step == 0, step == steps - 1);
                    alone.add(submit(serving, position, sent[s][step]));
                }
                for (int step = 0; step < steps; step++) {
                    assertThat(alone.get(step).numbers()).isEqualTo(interleaved[s][step]);
                }
            }
            pool = serving.pool();
        }
        assertThat(pool.blocksInUse()).isZero();
    }
}
